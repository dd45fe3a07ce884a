"""The table of all checks: one line a check, in the order of their codes.

Adding one is a file in the folder of its group and a line here; a test compares the folders with the table.
"""

from __future__ import annotations

from validator.checks.base import Check
from validator.checks.txt import (
    damaged_record,
    duplicate_key,
    empty_rdata,
    empty_string,
    host_repeated,
    key_characters,
    key_edge_space,
    long_key,
    missing_key,
    placeholder_value,
    port_repeated,
    qtotal_mismatch,
    quoted_value,
    record_over_200,
    record_over_400,
    record_over_1300,
    record_too_large,
    several_records,
    string_too_long,
    txtvers_not_decimal,
    txtvers_not_first,
    value_edge_space,
)

CHECKS: tuple[Check, ...] = (
    # KEY: keys and values against the service's rule
    # TXT: the record itself
    damaged_record.CHECK,
    empty_rdata.CHECK,
    string_too_long.CHECK,
    empty_string.CHECK,
    missing_key.CHECK,
    key_characters.CHECK,
    long_key.CHECK,
    key_edge_space.CHECK,
    duplicate_key.CHECK,
    quoted_value.CHECK,
    value_edge_space.CHECK,
    txtvers_not_first.CHECK,
    txtvers_not_decimal.CHECK,
    host_repeated.CHECK,
    port_repeated.CHECK,
    record_too_large.CHECK,
    record_over_1300.CHECK,
    record_over_400.CHECK,
    record_over_200.CHECK,
    several_records.CHECK,
    qtotal_mismatch.CHECK,
    placeholder_value.CHECK,
)
