"""What this room writes into the journal, in words."""

from django.utils.translation import gettext_lazy as _

VERBS = {
    # the station
    "radio.station_opened": _("opened a radio station"),
    "radio.station_changed": _("changed a radio station"),
    "radio.show_opened": _("opened a show"),
    "radio.show_changed": _("changed a show"),
    "radio.grid_changed": _("changed the weekly grid"),
    "radio.day_changed": _("changed one day of the grid"),
    "radio.fallback_changed": _("changed what plays when nothing is planned"),
    "radio.sound_added": _("added a jingle or a piece of music"),
    "radio.sound_gone": _("took a sound away"),
    # voices
    "radio.voice_added": _("added a voice"),
    "radio.voice_changed": _("changed a voice"),
    "radio.voice_left": _("wrote down that somebody makes no more radio"),
    "radio.voice_person": _("said who a voice is in the registry"),
    "radio.voice_read": _("opened what a voice agreed to"),
    "radio.proof_read": _("opened the proof of an agreement"),
    "radio.voice_agreed": _("wrote down that a voice may be heard"),
    "radio.voice_withdrawn": _("took back that a voice may be heard"),
    "radio.voice_ended": _("took away what nobody agrees to any more"),
    "radio.link_made": _("made a link with which she takes her voice back"),
    # episodes
    "radio.episode_begun": _("began an episode"),
    "radio.episode_changed": _("changed an episode"),
    "radio.episode_sent": _("sent an episode to be reviewed"),
    "radio.episode_sent_back": _("sent an episode back"),
    "radio.episode_approved": _("approved an episode"),
    "radio.episode_published": _("published an episode"),
    "radio.episode_withdrawn": _("withdrew an episode"),
    # on air
    "radio.log_written": _("decided what plays in some minutes"),
    "radio.log_compiled": _("wrote the plan into the broadcast log"),
    "radio.sound_silenced": _("took a sound off the air"),
    "radio.live_window_opened": _("kept the air free for a live broadcast"),
    "radio.live_window_closed": _("gave the air back to the grid"),
    # live
    # messages
    "radio.message_came": _("a listener wrote to the radio"),
    "radio.message_kept": _("kept a listener's message for the hosts"),
    "radio.message_answered": _("answered a listener's message on air"),
    "radio.message_refused": _("refused and erased a listener's message"),
    "radio.message_read": _("read a listener's message"),
    "radio.messages_read": _("read listeners' messages"),
    "radio.conversation_looked": _("looked at an exported conversation"),
    "radio.conversation_kept": _("kept messages from an exported conversation"),
    "radio.conversation_dropped": _("threw an exported conversation away"),
    "radio.messages_forgotten": _("erased old messages of listeners"),
    "radio.claim_came": _("a group told that it had listened together"),
    "radio.claim_decided": _("decided about a group that listened together"),
    # audience
    "radio.listening_read": _("read who listened"),
    "radio.podcast_day_closed": _("closed a day of podcasts"),
    "radio.spool_removed": _("took away what was read of who listened"),
    "radio.listening_forgotten": _("forgot who listened thirteen months ago"),
    "radio.club_added": _("wrote down a listening club"),
    "radio.club_struck": _("took a listening club back"),
    "radio.sheet_read": _("opened the attendance sheet of a listening club"),
    "radio.survey_declared": _("declared what a survey of listeners found"),
}
