from heedful.listen.imports.mapping.model import Channel, Language
from heedful.listen.imports.mapping.words import (
    ChannelReader,
    LanguageReader,
    identify,
    join_comments,
)


def test_a_channel_is_one_that_is_known():
    channels = ChannelReader(Channel(None, "how", {"T": "phone", "1": "kiosk"}))

    assert [channels[text] for text in ("t", "1.0", "E-mail", "Email", "", None)] == [
        *("phone", "kiosk", "other", "email", "other", "other"),
    ]


def test_a_language_is_a_tag():
    plain = LanguageReader(Language(column="l"))
    coded = LanguageReader(Language(column="l", codes={"1": "en", "2": "pt_BR"}))

    assert [plain[text] for text in ("en", "pt_BR", "zh-Hant", "7", "English!", None)] == [
        *("en", "pt-BR", "zh-Hant", None, None, None),
    ]
    assert [coded[text] for text in ("1", "2.0", "3", "en")] == ["en", "pt-BR", None, None]


def test_comments_are_joined_and_what_says_nothing_is_none():
    first = [" good ", "Did not  answer", None, "N/A", "x" * 300]
    second = ["cheap", "", " ", "late", None]

    assert join_comments([first], ["did not answer", "n/a"]) == [
        "good",
        None,
        None,
        None,
        "x" * 300,
    ]
    assert join_comments([first, second], ["did not answer", "n/a"]) == [
        *("good\ncheap", None, None, "late", "x" * 300),
    ]


def test_identities_are_trimmed():
    assert identify([" a1 ", "", None]) == ["a1", None, None]
