"""The threats that peers were attacked with, and where each is tried.

The list is distilled from peers' advisories. What is not in this folder is tried beside what it
tries; a test that is renamed or goes away is missed here.
"""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
URLS = "tests/test_every_url.py::"
THREATS = {
    "1 a token without a signature, or for another purpose": [
        "tests/threats/test_secrets.py::test_a_secret_for_one_thing_opens_nothing_else",
        "tests/web/api/test_door.py::test_without_a_token_nothing_opens",
        "tests/web/hooks/test_hooks.py::test_what_is_not_signed_by_the_service_is_refused",
        "tests/act/cases/test_talking.py::test_a_link_that_is_too_old_or_forged_is_refused",
        (
            "tests/listen/surveys/test_tickets.py::"
            "test_a_ticket_of_another_address_or_of_nobody_is_refused"
        ),
    ],
    "2 a session that survives a new password or role": [
        "tests/base/accounts/test_views.py::test_a_new_password_ends_the_other_sessions",
        "tests/base/accounts/test_views.py::test_another_role_ends_the_sessions",
        "tests/base/org/test_views.py::test_a_change_of_role_ends_the_sessions",
        "tests/base/tokens/test_tokens.py::test_it_ends_with_a_change_of_role",
    ],
    "3 guessing how to sign in": [
        (
            "tests/threats/test_sign_in.py::"
            "test_guessing_the_password_of_somebody_ends_whatever_address_it_comes_from"
        ),
        "tests/base/accounts/test_views.py::test_an_unknown_link_lets_nobody_in",
    ],
    "4 an organisation or a location named by whoever asks": [
        "tests/threats/test_secrets.py::test_an_answer_cannot_say_whose_it_is",
        f"{URLS}test_ids_of_another_organisation_lead_nowhere",
        f"{URLS}test_ids_outside_of_ones_part_lead_nowhere",
        "tests/web/api/test_query.py::test_keys_of_another_organisation_lead_nowhere",
        "tests/web/api/test_responses.py::test_answers_stay_in_reach",
        "tests/base/tenancy/test_fence.py::test_rows_of_another_organisation_are_not_there",
    ],
    "5 public addresses that can be guessed": [
        "tests/threats/test_secrets.py::test_addresses_of_strangers_cannot_be_guessed",
        "tests/listen/surveys/test_answering.py::test_nobody_goes_on_with_a_form_without_its_ticket",
        (
            "tests/listen/surveys/test_domain.py::"
            "test_only_the_hash_of_a_link_is_kept_and_closing_is_final"
        ),
    ],
    "6 hidden on the page and open in the API": [
        "tests/web/api/test_comments.py::test_words_stay_in_reach",
        "tests/web/api/test_comments.py::test_what_leads_to_a_person_is_masked",
        "tests/web/api/test_query.py::test_too_thin_evidence_is_no_number",
        "tests/web/api/test_query.py::test_a_token_of_a_part_sees_that_part",
    ],
    "7 requests into the own network": [
        "tests/threats/test_calling.py::test_whoever_calls_out_is_known",
        "tests/base/connectors/test_http.py::test_private_addresses_are_none_of_the_internet",
        "tests/base/connectors/test_http.py::test_every_step_of_a_redirect_is_looked_at",
        (
            "tests/base/connectors/test_http.py::"
            "test_a_second_answer_of_the_name_server_changes_nothing"
        ),
        "tests/base/connectors/test_sending.py::test_a_typed_host_inside_the_network_is_not_called",
        (
            "tests/base/notify/test_sending.py::"
            "test_a_chat_address_inside_is_refused_when_it_is_called"
        ),
    ],
    "8 scripts in names, words and pictures": [
        "tests/threats/test_every_page.py::test_nothing_that_anybody_typed_runs",
        "tests/threats/test_pictures.py::test_a_drawing_with_a_script_is_no_picture",
        "tests/listen/surveys/test_answering.py::test_words_from_an_address_are_never_markup",
        "tests/listen/surveys/test_answering.py::test_the_look_is_tokens_and_nothing_else",
        "tests/base/connectors/test_mail_reading.py::test_html_is_read_as_words_only",
    ],
    "9 another site that makes a browser post": [
        f"{URLS}test_nothing_is_done_without_the_token_of_a_form",
        f"{URLS}test_looking_changes_nothing",
        "tests/web/api/test_door.py::test_a_session_is_no_token",
    ],
    "10 SQL through what is sorted and filtered by": [
        "tests/threats/test_every_page.py::test_no_address_breaks_a_page",
        "tests/web/api/test_query.py::test_nothing_that_is_asked_breaks_anything",
    ],
    "11 templates that run or never end": [
        "tests/threats/test_templates.py::test_words_put_names_in_and_run_nothing",
        "tests/threats/test_templates.py::test_a_template_made_to_be_slow_is_not",
        "tests/threats/test_templates.py::test_a_name_is_not_read_as_a_placeholder",
    ],
    "12 paths in file names": [
        "tests/threats/test_every_page.py::test_no_path_leads_out_of_its_folder",
        "tests/listen/imports/test_domain.py::test_a_file_name_from_outside_leads_nowhere",
        "tests/listen/surveys/test_answering.py::test_a_picture_is_drawn_anew_and_is_nobody_elses",
        "tests/ops/test_voice.py::test_nothing_that_could_be_another_order_is_let_in",
    ],
    "13 spreadsheets that run what a customer wrote": [
        "tests/threats/test_files.py::test_every_file_of_values_is_safe_in_a_spreadsheet",
        "tests/threats/test_files.py::test_what_begins_a_formula_is_written_as_words",
        "tests/web/cases/test_lists.py::test_the_file_has_the_words_and_no_notes_and_runs_no_formula",
        "tests/listen/imports/test_domain.py::test_hostile_text_goes_in_as_it_is",
    ],
    "14 bodies and names without end": [
        "tests/threats/test_sizes.py::test_no_body_is_read_beyond_its_limit",
        "tests/threats/test_sizes.py::test_names_without_end_are_refused",
        "tests/web/test_uploads.py::test_a_stranger_cannot_send_much",
        "tests/web/api/test_door.py::test_a_question_has_an_end",
        "tests/base/connectors/test_http.py::test_an_answer_has_an_end",
        "tests/listen/imports/reading/test_unpacking.py::test_the_limit_holds_at_any_ratio",
    ],
    "15 secrets that everybody has, and an open database": [
        "tests/threats/test_defaults.py::test_no_secret_is_the_same_in_two_houses",
        "tests/threats/test_defaults.py::test_the_database_listens_on_no_network",
        "tests/ops/test_home.py::test_everything_in_the_folder_is_closed_to_others",
        "tests/ops/test_postgres.py::test_only_the_owner_reaches_socket_and_data",
    ],
    "16 notes among colleagues that customers see": [
        "tests/threats/test_notes.py::test_what_colleagues_say_reaches_no_customer_and_no_program",
        "tests/web/cases/test_lists.py::test_the_file_has_the_words_and_no_notes_and_runs_no_formula",
    ],
    "17 limits that a missing proxy takes along": [
        (
            "tests/threats/test_sign_in.py::"
            "test_a_header_names_another_client_only_behind_a_proxy_that_was_told"
        ),
        "tests/base/test_callers.py::test_entries_of_our_own_proxies_count_and_no_others",
        "tests/base/tokens/test_pace.py::test_many_processes_share_one_count",
        "tests/web/api/test_door.py::test_a_token_has_a_pace",
    ],
}


def test_every_threat_has_its_number():
    assert [int(name.split()[0]) for name in THREATS] == list(range(1, 18))


@pytest.mark.parametrize("threat", THREATS)
def test_what_is_said_to_be_tried_is_there(threat):
    missing = []
    for node in THREATS[threat]:
        path, _, name = node.partition("::")
        tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
        if name not in {one.name for one in tree.body if isinstance(one, ast.FunctionDef)}:
            missing.append(node)
    assert missing == []
