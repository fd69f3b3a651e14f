"""The bridge between an organisation's own telephone server (Asterisk) and the telephone menu.

Asterisk asks it what to do (FastAGI); it asks Heedful, as Twilio would, and does what the answer
(TwiML) says. It needs neither the database nor Django.
"""
