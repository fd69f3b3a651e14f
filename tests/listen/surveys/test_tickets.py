from datetime import UTC, datetime, timedelta

from heedful.listen.surveys.tickets import new_ticket, read_ticket


def test_a_ticket_tells_when_the_form_was_opened():
    now = datetime.now(tz=UTC)
    ticket = new_ticket(token="a")
    form_id, at = read_ticket(ticket=ticket, token="a", now=now + timedelta(minutes=3))

    assert abs(at - now) < timedelta(seconds=5)
    assert read_ticket(ticket=ticket, token="a", now=now + timedelta(minutes=9)) == (form_id, at)


def test_a_form_that_lay_open_counts_when_it_is_sent():
    late = datetime.now(tz=UTC) + timedelta(days=2)
    assert read_ticket(ticket=new_ticket(token="a"), token="a", now=late)[1] == late


def test_a_ticket_of_another_address_or_of_nobody_is_refused():
    now = datetime.now(tz=UTC)
    ticket = new_ticket(token="a")
    assert read_ticket(ticket=ticket, token="b", now=now) is None
    assert read_ticket(ticket=ticket.replace(ticket[0], "f"), token="a", now=now) is None
    assert read_ticket(ticket="", token="a", now=now) is None
