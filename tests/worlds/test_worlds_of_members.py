"""Whatever is said of members holds in every world in which the articles are true."""

from hypothesis import given
from hypothesis import strategies as st
from telling import day_of, shuffled, stays_told, without

from coalviz.claims.contradictions import contradictions
from coalviz.claims.members import members, moments, standing


def views(telling):
    for known in telling.published.values():
        yield known, telling.dataset(telling.until(known), known)


@given(stays_told())
def test_who_is_in_is_in_and_who_is_out_is_out(telling):
    stays = {stay.party: stay for stay in telling.stays}
    for known, dataset in views(telling):
        for member in members(dataset, "c"):
            for number in range(known + 1):
                day = day_of(number)
                said, truth = standing(member, day), stays[member.party].at(day)
                assert said == "possible" or (said == "in") == truth, (member, day)


@given(stays_told())
def test_who_is_named_is_surely_in_on_the_day_of_publication(telling):
    for known, dataset in views(telling):
        every = {member.party: member for member in members(dataset, "c")}
        for row in dataset.records("memberships"):
            inside = row["role"] not in ("observer", "intending") and not row["left"]
            if inside and telling.published[row["source_id"]] == known:
                assert standing(every[row["party_id"]], day_of(known)) == "in"


@given(stays_told())
def test_counts_contain_the_truth(telling):
    for known, dataset in views(telling):
        for moment in moments(dataset, "c"):
            if moment.day > day_of(known):
                continue
            named = {member.party for member in members(dataset, "c")}
            truth = sum(stay.at(moment.day) for stay in telling.stays if stay.party in named)
            assert moment.least <= truth <= moment.most


@given(stays_told())
def test_true_articles_do_not_contradict_each_other(telling):
    for _, dataset in views(telling):
        assert not contradictions(dataset, "c")


@given(stays_told())
def test_another_true_article_never_makes_vaguer(telling):
    whole = {member.party: member for member in members(telling.dataset(), "c")}
    returns = {
        stay.party: {str(day_of(first)) for first, _ in stay.times[1:]} for stay in telling.stays
    }
    for source in telling.published:
        for member in members(telling.dataset(without(telling, source)), "c"):
            told = [
                row
                for row in telling.rows["memberships"]
                if (row["source_id"], row["party_id"]) == (source, member.party)
            ]
            if any(row["left"] or row["joined"] in returns[member.party] for row in told):
                continue  # without it, nobody would say that the party left, or came back
            for number in range(10):
                before = standing(member, day_of(number))
                after = standing(whole[member.party], day_of(number))
                assert before in ("possible", after)


@given(stays_told())
def test_the_order_of_rows_is_irrelevant(telling):
    there, back = telling.dataset(), shuffled(telling).dataset()
    known = [
        {m.party: [(time.first, time.sure, time.gone) for time in m.times] for m in members(d, "c")}
        for d in (there, back)
    ]
    assert known[0] == known[1]


@given(stays_told(), st.sampled_from(["observer", "intending", None]))
def test_a_false_complete_list_is_a_contradiction(telling, observing):
    last = max(telling.published.values())
    inside = [stay for stay in telling.stays if stay.at(day_of(last))]
    dataset = telling.dataset()
    named = {m.party for m in members(dataset, "c") if standing(m, day_of(last)) == "in"}
    missing = [stay.party for stay in inside if stay.party in named]
    if len(missing) < 2:
        return
    telling.published["false"] = last + 1
    telling.add(
        "sources",
        source_id="false",
        kind="article",
        title="f",
        publisher="False",
        published=str(day_of(last + 1)),
    )
    named = {missing[0]: "member", missing[1]: observing}
    for party, role in named.items():
        if role:
            telling.add(
                "memberships",
                coalition_id="c",
                party_id=party,
                role=role,
                list="complete",
                source_id="false",
                locator="paragraph 1",
            )
    found = {(c.party, c.about) for c in contradictions(telling.dataset(), "c")}
    about = "role" if observing else "membership"
    left_out = {(party, "membership") for party in missing[2:]}
    assert found == {(missing[1], about), *left_out}
