"""Files of answers as the four tools write them, made by ourselves, to the samples' surveys."""

import json

LIME_CODES = """\
"id","submitdate","lastpage","startlanguage","startdate","datestamp","service","used[bar]",\
"used[pool]","why","late"
"1","2026-03-01 19:30:00","1","de","2026-03-01 19:28:00","2026-03-01 19:30:00","2","Y","","Cold",""
"2","2026-03-01 20:00:00","1","en","2026-03-01 19:59:00","2026-03-01 20:00:00","5","","Y","",""
"3","","1","en","2026-03-02 08:00:00","2026-03-02 08:01:00","4","","","",""
"""
LIME_WORDS = """\
"id. Response ID","submitdate. Date submitted","startlanguage. Start language",\
"datestamp. Date last action","service. How was the service?","used[bar]. What did you use? [Bar]",\
"used[pool]. What did you use? [Pool]","why. Why?","late. When?"
"1","2026-03-01 19:30:00","de","2026-03-01 19:30:00","2","Yes","No","Cold","N/A"
"2","2026-03-01 20:00:00","en","2026-03-01 20:00:00","5","No","Yes","N/A","N/A"
"3","","en","2026-03-02 08:01:00","4","N/A","N/A","N/A","N/A"
"""
_QUALTRICS = [
    ("StartDate", "Start Date", {"ImportId": "startDate", "timeZone": "America/Denver"}),
    ("Status", "Response Type", {"ImportId": "status"}),
    ("Finished", "Finished", {"ImportId": "finished"}),
    ("ResponseId", "Response ID", {"ImportId": "_recordId"}),
    ("UserLanguage", "User Language", {"ImportId": "userLanguage"}),
    ("Q1", "Text 1", {"ImportId": "QID1"}),
    ("Q1_NPS_GROUP", "Text 1 - Group", {"ImportId": "QID1_NPS_GROUP"}),
    ("Q2_1", "Text 2 - Speed", {"ImportId": "QID2_1"}),
    ("Q2_2", "Text 2 - Staff,\nall of them", {"ImportId": "QID2_2"}),
    ("Q3", "Text 3", {"ImportId": "QID3"}),
    ("Q4", "Text 4", {"ImportId": "QID4_TEXT"}),
]


def _quoted(cells):
    return ",".join('"' + cell.replace('"', '""') + '"' for cell in cells) + "\n"


def qualtrics(*rows):
    names, words, told = zip(*_QUALTRICS, strict=True)
    head = [names, words, [json.dumps(one, separators=(",", ":")) for one in told]]
    return "".join(map(_quoted, [*head, *rows]))


QUALTRICS_NUMBERS = qualtrics(
    ("2026-03-01 12:30:00", "0", "1", "R_1", "EN", "9", "3", "1", "4", "2", "Fast, and kind"),
    ("2026-03-01 13:00:00", "1", "1", "R_2", "EN", "0", "1", "3", "3", "1", ""),
    ("2026-03-01 13:30:00", "0", "0", "R_3", "EN", "3", "1", "", "", "", ""),
    ("2026-03-01 14:00:00", "0", "1", "R_4", "EN", "eleven", "1", "", "", "", ""),
)
QUALTRICS_WORDS = qualtrics(
    ("2026-03-01 12:30:00", "IP Address", "True", "R_1", "EN", "9", "Promoter", "Very satisfied",
     "Not applicable", "Bus", "Fast, and kind"),
    ("2026-03-01 13:00:00", "Survey Preview", "True", "R_2", "EN", "0", "Detractor", "", "", "",
     ""),
)  # fmt: skip
SURVEYJS = [
    {"id": "a", "HappenedAt": "2026-03-01T19:30:00Z", "nps": 6, "used": ["bar", 2], "why": "Loud"},
    {"id": "b", "HappenedAt": "2026-03-01T20:30:00Z", "nps": 10, "used": ["none"]},
]
SURVEYJS_LIST = json.dumps(SURVEYJS, indent=1)
SURVEYJS_LINES = "".join(json.dumps(one) + "\n" for one in SURVEYJS)
SURVEYJS_CSV = """\
id,HappenedAt,nps,used,why
a,2026-03-01T19:30:00Z,6,"bar, Pool",Loud
b,2026-03-01T20:30:00Z,10,none,
"""
FORMBRICKS = """\
No.,Response ID,Timestamp,Finished,Survey ID,Language,1. Recommend?,2. Food?,3. How did you come?
1,r1,2026-03-01T19:30:00.000Z,Yes,s1,default,6,4,Car
2,r2,2026-03-01T20:30:00.000Z,No,s1,de,10,,By boat
"""
HUB = """\
submission_id,collected_at,language,field_id,field_type,value
r1,2026-03-01T19:30:00Z,en,nps1,nps,6
r2,2026-03-01T20:30:00Z,de,nps1,nps,10
r1,2026-03-01T19:30:00Z,en,stars1,rating,4
r1,2026-03-01T19:30:00Z,en,pick1,categorical,Car
r2,2026-03-01T20:30:00Z,de,pick1,categorical,By boat
"""
