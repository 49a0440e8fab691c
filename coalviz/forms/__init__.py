"""The drawings that charts share: marks in, Plotly traces and layout out.

A chart says where its marks stand, of which kind they are, what they show, and which rows are behind
them; how a kind looks, and what its key is, stands here.
"""
