import re

from utfall.measures import reasons

_SENTENCES = [value for name, value in vars(reasons).items() if name.isupper()]


def test_reasons_follow_after_eftersom_and_hold_no_figures() -> None:
    assert len(_SENTENCES) > 30
    for sentence in _SENTENCES:
        assert re.match(r"[a-zåäö]", sentence), sentence
        assert not sentence.endswith("."), sentence
        assert not re.search(r"\d", sentence), sentence
        # in a subordinate clause "inte" stands before the verb
        assert not re.search(r"\b(är|anger|delar|redovisar|visar) inte\b", sentence), sentence


def test_no_two_reasons_are_the_same_words() -> None:
    assert len(set(_SENTENCES)) == len(_SENTENCES)


def test_several_reasons_are_one_clause_and_each_is_said_once() -> None:
    assert reasons.joined(["a"]) == "a"
    assert reasons.joined(["a", "b", "a"]) == "a och eftersom b"
