"""What the radio keeps: stations and shows, voices, sounds, episodes, the grid, the broadcast log, listeners, what they send."""

from terrain.radio.models.consents import VoiceConsent, WithdrawalLink
from terrain.radio.models.episodes import Episode, EpisodeVoice
from terrain.radio.models.hints import Hint
from terrain.radio.models.listening import (
    Club,
    Fetching,
    HourHeard,
    Listener,
    ListenerMonth,
    ListenerSurvey,
    ListeningPart,
    ListeningPeriod,
    ListeningSession,
    PodcastDay,
    SpoolFile,
)
from terrain.radio.models.live import LiveBroadcast, LiveSlot
from terrain.radio.models.log import BroadcastRow, Fallback
from terrain.radio.models.messages import ClubClaim, Message
from terrain.radio.models.recordings import LentWords, Recording, RecordingChunk
from terrain.radio.models.sounds import Rendition, Sound
from terrain.radio.models.stations import Show, Station
from terrain.radio.models.timetable import GridChange, GridPlace
from terrain.radio.models.voices import Voice

__all__ = [
    "BroadcastRow",
    "Club",
    "ClubClaim",
    "Episode",
    "EpisodeVoice",
    "Fallback",
    "Fetching",
    "GridChange",
    "GridPlace",
    "Hint",
    "Recording",
    "RecordingChunk",
    "HourHeard",
    "Listener",
    "ListenerMonth",
    "ListenerSurvey",
    "ListeningPart",
    "ListeningPeriod",
    "ListeningSession",
    "PodcastDay",
    "Message",
    "LiveBroadcast",
    "LiveSlot",
    "Rendition",
    "Show",
    "Sound",
    "SpoolFile",
    "Station",
    "LentWords",
    "Voice",
    "VoiceConsent",
    "WithdrawalLink",
]
