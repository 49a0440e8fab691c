"""The form for the next article in a real JupyterLab: filled in, put right, appended on a click."""

from lab import NotebookPage, Server
from playwright.sync_api import expect

from coalviz.dataset import DATA


def test_an_article_is_typed_in_and_its_rows_are_appended(
    lab: Server, notebook_page: NotebookPage
) -> None:
    notebook_page.open("5-next-article.ipynb")
    notebook_page.run_all()
    form = notebook_page.page.locator(".coalviz-form").first
    form.scroll_into_view_if_needed()
    article = form.locator("fieldset.claim").first
    for name, text in {
        "title": "Invented for a test",
        "publisher": "The Test",
        "published": "3 June 2024",
        "url": "https://example.org/test",
    }.items():
        article.locator(f"[name={name}]").fill(text)
    published = article.locator('.wrong[data-column="published"]')
    expect(published).to_contain_text("“3 June 2024”")
    article.locator("[name=published]").fill("2024-06-03")
    expect(published).to_have_text("")

    form.get_by_role("button", name="+ Somebody gives something").click()
    claim = form.locator("fieldset.claim").nth(1)
    button = form.get_by_role("button", name="Append the rows")
    expect(claim.locator('.wrong[data-column="coalition_id"]')).to_contain_text("is blank")
    expect(button).to_be_disabled()
    claim.locator("[name=pledge_id]").fill("it-swe-1")
    claim.locator("[name=coalition_id]").select_option("it")
    claim.locator("[name=donors]").select_option(["SWE", "NOR"])
    claim.locator("[name=stage]").select_option("pledged")
    claim.locator("[name=form]").select_option("money")
    claim.locator("[name=locator]").fill("paragraph 2")
    claim.locator("[name=wording]").fill("more than €5 million")
    claim.locator("[name=wording]").press("Tab")
    expect(claim.locator("[name=amount]")).to_have_value("5000000")
    expect(form.locator("pre")).to_contain_text("it-swe-1,it,NOR SWE,,pledged,money,>,5000000,EUR")
    expect(form).to_contain_text("The rows are in order.")
    notebook_page.photograph("article-form")
    button.click()
    expect(form.locator(".review")).to_contain_text("pledge: Norway and Sweden")
    tables = lab.folder / "exports" / "tables-to-try"
    before, after = (
        (folder / "pledges.csv").read_text(encoding="utf-8") for folder in (DATA, tables)
    )
    added = after.removeprefix(before)
    assert added.startswith("it-swe-1,") and added.count("\n") == 1
    notebook_page.photograph("article-appended")
