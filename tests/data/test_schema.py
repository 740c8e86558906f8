from utfall.data.columns import pandera_schema
from utfall.data.schema import REGISTER_TABLES, TABLES

ALL = [*TABLES.values(), *REGISTER_TABLES.values()]


def test_every_table_validates_without_rows() -> None:
    for table in ALL:
        validated = pandera_schema(table).validate(table.empty())

        assert list(validated.columns) == table.column_names


def test_every_fact_names_its_source_and_only_known_tables_are_referred_to() -> None:
    for table in TABLES.values():
        if table.name != "sources":
            assert [c.required for c in table.columns if c.name == "source_id"] == [True]
        assert {c.refers for c in table.columns} <= {"", *TABLES}


def test_every_column_is_described_and_every_number_has_a_unit() -> None:
    for column in (column for table in ALL for column in table.columns):
        assert column.description
        assert (column.kind == "number") == bool(column.unit)


def test_the_key_of_a_table_is_among_its_columns() -> None:
    for table in ALL:
        assert set(table.key) <= set(table.column_names)
        assert len(table.column_names) == len(set(table.column_names))
