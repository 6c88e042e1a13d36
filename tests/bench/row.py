"""One line that `make bench` prints."""


def row(name: str, ours: float, limit: float, unit: str) -> dict[str, object]:
    """What is measured beside its limit. A limit of nothing gives the measure as its ratio."""
    return {
        "name": name,
        "ours": round(ours, 3),
        "limit": round(limit, 3),
        "ratio": round(ours / limit if limit else ours, 3),
        "unit": unit,
    }
