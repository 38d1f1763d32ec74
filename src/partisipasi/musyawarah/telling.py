"""Jobs by name: what happens in a musyawarah is told to those who take part; the room above does the telling."""

#: `{"wording": id}`: who answered the earlier wording is asked again.
TELL_TEMPERATURE = "tell_temperature"
#: `{"conclusion": id}`: a conclusion is proposed.
TELL_CONCLUSION = "tell_conclusion"
