"""Whether a message says stop: many ways of saying it, and words that only look like it."""

import pytest

from heedful.base.customers.rules import is_stop

STOP = """
STOP
stop
Stop.
 stop!!!
STOP PLEASE
please stop
pls stop now
stop it
s t o p
ST0P
ＳＴＯＰ
stopall
STOP ALL
stop sms
Stop these messages
stop sending me surveys
Stop texting me
please stop sending me this
stop calling me
STOP. Who is this?
unsubscribe
Unsubscribe me please
please unsubscribe me from this list
I want to unsubscribe
cancel
quit
END
opt out
Opt-out please
i would like to opt out
optout
take me off your list
remove me from your list
remove my number
please delete my number from your system
don't text me
Don’t text me anymore
do not contact me
Please do not email me again
DON'T CALL ME
no more texts
no more surveys please
I want no more messages
leave me alone
Please leave me alone
wrong number
Sorry, wrong number
ABMELDEN
Stopp
Bitte abmelden
keine SMS mehr bitte
Bitte keine Nachrichten mehr
Bitte nicht mehr anrufen
bitte nicht mehr belästigen
Lassen Sie mich in Ruhe
melden Sie mich ab
BAJA
alto
no me envíen más mensajes
quiero darme de baja
dejen de escribirme
ARRÊT
arrêtez
stop svp
désabonnez-moi
ne m'envoyez plus de messages
je veux ne plus recevoir vos sms
basta
cancellami
non scrivetemi più
non voglio più ricevere messaggi
parar
não enviem mais mensagens
não quero receber
afmelden
geen berichten meer
avsluta
afmeld
wypisz
nie piszcie więcej
iptal
lütfen mesaj atmayın
стоп
СТОП!
отписаться
не пишите мне
больше не звоните
توقف
إلغاء
退订
配信停止
수신거부
""".strip().splitlines()

FALSE_FRIENDS = """
The bus stop is right in front of the door
non-stop service, we loved it
Non stop
one stop shop
We will stop by again soon
please don't stop doing the lunch menu
don't stop
stop making the burgers so salty
They stopped serving at nine
I had to cancel my table
the end of the meal was great
in the end it was fine
The waiter never stops smiling
no end of trouble
They never call me back
You should call me
please call me
Don't ask me why the soup was cold
the waiter would not leave me alone
They charged the wrong number of burgers
We were told to quit smoking on the terrace
The taxi could not stop there
no more bread after eight
no more calls were answered after six
Nobody told us to remove our shoes
ohne Ende gewartet
am Ende war alles gut
Die Haltestelle ist weit weg
Keine Nachricht, dass es später wird
para mi gusto todo perfecto
para, mi gusto, demasiado sal
la baja calidad del vino
sin parar
nous avons dû annuler la table
on ne peut pas arrêter le bruit
basta poco per essere felici
il vaut mieux ne plus attendre
nie ma więcej miejsca
не понравилось
остановка рядом
9
4
10
yes
no
no thanks
ok thank you
Great food, thank you

👍
""".strip("\n").splitlines()


@pytest.mark.parametrize("words", STOP)
def test_these_words_say_stop(words):
    assert is_stop(words)


@pytest.mark.parametrize("words", FALSE_FRIENDS)
def test_these_words_do_not(words):
    assert not is_stop(words)


@pytest.mark.parametrize(
    ("words", "told"),
    [("", False), ("\0", False), ("stop" * 100_000, False), ("\u0301" * 10, False), ("ſtop", True)],
)
def test_anything_can_be_looked_at(words, told):
    assert is_stop(words) == told
