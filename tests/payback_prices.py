"""Prices that can be worked with by hand."""

from utfall.measures.payback import Parameters


def _priced(value: float, **more: float) -> dict[str, object]:
    return {"value": float(value), "year": 2024, "source": "a test", "assumption": True, **more}


def prices(
    *,
    wage: float = 20_000,
    state_benefit: float = 8_000,
    social_assistance: float = 4_000,
    wage_subsidy: float = 0,
    study_grant: float = 0,
    horizon: float = 10,
    year: int = 2024,
    subsidised: float | None = None,
) -> Parameters:
    """Return round prices, some of them changed."""
    with_subsidy = {
        "wage": _priced(wage), "wage_subsidy": _priced(subsidised or 0), "study_grant": _priced(0),
    }  # fmt: skip
    none = {"wage": _priced(0), "wage_subsidy": _priced(0), "study_grant": _priced(3_000)}
    return Parameters.model_validate(
        {
            "file": {"name": "A test", "price_year": year},
            "model": {
                "discount_rate": _priced(0.03),
                "horizon_years": _priced(horizon),
                "retention": _priced(1.0, low=0.6, high=1.0),
                "deadweight": _priced(0.2, low=0.0, high=0.5),
                "income_equalisation": _priced(0.9),
            },
            "payers": {
                "municipality": _priced(0.25), "region": _priced(0.25), "state": _priced(0.5),
            },
            "taxes": {
                "municipal": _priced(0.2), "regional": _priced(0.1), "taxed_share": _priced(0.5),
                "employer_contributions": _priced(0.3), "consumption": _priced(0.1),
            },
            "before": {
                "social_assistance": _priced(social_assistance),
                "state_benefit": _priced(state_benefit),
                "municipal_service": _priced(1_000),
                "care": _priced(500),
            },
            "outcomes": {
                "employment": {
                    "wage": _priced(wage, low=16_000.0, high=24_000.0),
                    "wage_subsidy": _priced(wage_subsidy),
                    "study_grant": _priced(study_grant),
                },
                "studies": none,
                **({} if subsidised is None else {"employment_subsidised": with_subsidy}),
            },
        }
    )  # fmt: skip


PRICES = prices()
