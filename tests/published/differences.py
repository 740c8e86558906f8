"""Compare published values with the accepted ones, row by row."""

import pandas as pd

KEY = ["report", "measure", "programme_id", "member_id", "year", "group"]
NUMBERS = ["value", "numerator", "denominator", "low", "high", "ci_low", "ci_high"]
WORDS = ["unit", "bound", "approximate", "status", "reason", "source_id"]
# Persons and cases exactly, shares to nine decimals, money to half an öre.
TOLERANCE = {"share": 1e-9, "sek": 0.005, "eur": 0.005, "factor": 1e-9}


def differences(actual: pd.DataFrame, expected: pd.DataFrame) -> list[str]:
    """Say what moved: report, measure and key, accepted and now; empty where nothing did.

    Both frames hold text, as the CSV has it. A value that appeared, vanished or became missing
    has moved.
    """
    both = actual.merge(
        expected, on=KEY, how="outer", suffixes=("_now", "_accepted"), indicator=True
    )
    found = []
    for _, row in both.iterrows():
        where = " ".join(str(row[k]) for k in KEY if row[k])
        if row["_merge"] != "both":
            now = "new" if row["_merge"] == "left_only" else "gone"
            found.append(f"{where}: {now}")
            continue
        for column in (*NUMBERS, *WORDS):
            now, accepted = row[f"{column}_now"], row[f"{column}_accepted"]
            if _moved(column, now, accepted, row["unit_accepted"]):
                found.append(
                    f"{where}: {column}: accepted {accepted or 'missing'}, now {now or 'missing'}"
                )
    return found


def _moved(column: str, now: str, accepted: str, unit: str) -> bool:
    if column in WORDS or not (now and accepted):
        return now != accepted
    return abs(float(now) - float(accepted)) > TOLERANCE.get(unit, 0)
