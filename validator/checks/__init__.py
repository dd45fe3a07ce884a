"""The table of all checks: one line a check, in the order of their codes.

Adding one is a file in the folder of its group and a line here; a test compares the folders with the table.
"""

from __future__ import annotations

from validator.checks.base import Check
from validator.checks.nam import (
    byte_order_mark,
    domain_name,
    host_is_root,
    host_name,
    instance_control_character,
    instance_identifier,
    instance_length,
    instance_not_nfc,
    instance_not_utf8,
    name_too_long,
    port_zero,
    service_label_underscore,
    service_name_character,
    service_name_double_hyphen,
    service_name_hyphen,
    service_name_length,
    service_name_no_letter,
    subtype_label,
    transport_label,
)
from validator.checks.net import (
    no_txt_record,
)
from validator.checks.reg import (
    alias_name,
    misspelt_service,
    other_transport,
    unregistered_service,
)
from validator.checks.sec import (
    clear_text_credential,
    device_identifier,
    personal_data,
)
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
    # KEY: keys and values against the rule of the service
    # NAM: instance name, service type, subtype, domain and host
    instance_not_utf8.CHECK,
    instance_not_nfc.CHECK,
    instance_control_character.CHECK,
    instance_length.CHECK,
    instance_identifier.CHECK,
    byte_order_mark.CHECK,
    service_name_length.CHECK,
    service_name_character.CHECK,
    service_name_no_letter.CHECK,
    service_name_hyphen.CHECK,
    service_name_double_hyphen.CHECK,
    service_label_underscore.CHECK,
    transport_label.CHECK,
    name_too_long.CHECK,
    subtype_label.CHECK,
    domain_name.CHECK,
    host_name.CHECK,
    host_is_root.CHECK,
    port_zero.CHECK,
    # NET: what only a live network shows
    no_txt_record.CHECK,
    # REG: the service name in the registry
    unregistered_service.CHECK,
    misspelt_service.CHECK,
    other_transport.CHECK,
    alias_name.CHECK,
    # SEC: what the record discloses
    clear_text_credential.CHECK,
    device_identifier.CHECK,
    personal_data.CHECK,
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
