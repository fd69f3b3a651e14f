"""The phrases in English, by name. The tables of other languages have the same names."""

from collections.abc import Mapping

from django.utils.translation import gettext_noop as _

ENGLISH: Mapping[str, str] = {
    "skip": _("Skip to the content"),
    "title": _("Your visit to %(place)s"),
    "question": _("How was your visit to %(place)s?"),
    "intro": _("It takes less than a minute. Answer what you like; one question needs an answer."),
    "send": _("Send"),
    "next": _("Next"),
    "back": _("Back"),
    "page_of": _("Page %(n)s of %(all)s"),
    "needed": _("needed"),
    "optional": _("optional"),
    "language": _("Language"),
    "again": _("This was not sent yet. Your answers are still here."),
    "then_again": _("Then press “%(button)s” once more."),
    "follow_up": _("One more question about what you said."),
    "own_words": _("In your own words"),
    "words_help": _(
        "The people of this place read it. Please leave out names and telephone numbers."
    ),
    "other_words": _("In your own words: %(choice)s"),
    "not_used": _("Did not use"),
    "lowest": _("the lowest"),
    "best": _("the best"),
    "unlikely": _("not at all likely"),
    "likely": _("extremely likely"),
    "smiley_1": _("very unhappy"),
    "smiley_2": _("unhappy"),
    "smiley_3": _("neither happy nor unhappy"),
    "smiley_4": _("happy"),
    "smiley_5": _("very happy"),
    "stars": _("stars: %(n)s of %(all)s"),
    "rank": _("Place of “%(choice)s”"),
    "rank_help": _("Give 1 to what you like most, then 2, and so on."),
    "no_rank": _("no place"),
    "several_help": _("Choose as many as you like."),
    "date_help": _("Year, month, day, such as 2026-11-24"),
    "name": _("Name"),
    "email": _("E-mail address"),
    "phone": _("Telephone"),
    "agree": _("Yes, I agree"),
    "picture_help": _("One photo, at most %(size)s MB. Place and time of the photo are removed."),
    "picture_kept": _("Your photo is here."),
    "missing": _("Please give an answer."),
    "not_a_choice": _("Please choose one of the answers shown."),
    "out_of_range": _("Please stay between %(low)s and %(high)s."),
    "too_low": _("Please give %(low)s or more."),
    "too_high": _("Please give %(high)s at most."),
    "not_a_number": _("Please give a number in figures."),
    "not_a_date": _("Please give a day, such as 2026-11-24."),
    "not_an_address": _("Please give an e-mail address, such as ann@example.org."),
    "not_a_telephone": _("Please give a telephone number in figures."),
    "too_long": _("Please use %(high)s characters at most."),
    "too_few": _("Please choose %(low)s at least."),
    "too_many": _("Please choose %(high)s at most."),
    "alone": _("This answer cannot stand beside others. Please choose either."),
    "twice": _("Please give each place once."),
    "not_a_file": _("Please choose a photo (JPEG, PNG or WebP) that is not too large."),
    "offline": _(
        "Your answers cannot be sent at the moment. They are kept on this device and sent as soon"
        " as that is possible."
    ),
    "begun": _("What you answer is kept when you leave, even if you do not come back."),
    "thanks": _("Thank you"),
    "arrived": _("Your answer has arrived. The people of this place see it right away."),
    "close": _("You can close this page."),
    "link": _("Go on"),
    "restart": _("Next customer"),
    "closed": _("This survey is closed"),
    "closed_why": _(
        "The address is not complete, or no answers are collected here any more. Thank you for"
        " wanting to say something."
    ),
    "closed_do": _(
        "If you have a paper or a message with the code, please try it once more from there."
    ),
    "used": _("You have answered already"),
    "used_why": _("This address takes one answer, and it has arrived. Thank you."),
    "too_fast": _("Too many answers at once"),
    "too_fast_why": _("Please go back and send yours again in a minute."),
    "expired": _("This survey has ended"),
    "expired_why": _("Answers were collected here for some time, which is over. Thank you."),
    # Asked in a recovery case: whether a promise was kept, or all is put right.
    "yes": _("Yes"),
    "partly": _("Partly"),
    "no": _("No"),
    "was_kept": _("Did we keep our promise to you?"),
    "was_right": _("Was all put right for you?"),
    "your_answer": _("Your answer"),
    "glad": _("We are glad. The people of this place see your answer right away."),
    "some_missing": _("The people of this place see right away that something is still missing."),
    "sorry": _("We are sorry. Somebody looks at it again, and gets in touch with you."),
    "link_used": _("This link was used"),
    "link_used_why": _(
        "It works once and for two weeks. If there is something else to say, please answer"
        " the message that brought you here."
    ),
    "ask_kept": _("%(place)s: did we keep our promise to you? Please tell us here: %(link)s"),
    "ask_right": _("%(place)s: was all put right for you? Please tell us here: %(link)s"),
}
