"""What the recorder says while it works, and why something that was sent cannot be used: short words for a small screen."""

from django.utils.translation import gettext as _


def recorder() -> dict[str, str]:
    """The words of the recorder in the active language; ``{}`` stands for a number or a time."""
    return {
        "no_recorder": _(
            "This telephone cannot record here. Record with its own recorder, then choose the file below."
        ),
        "no_microphone": _("The microphone did not open. Allow it when the telephone asks, then try again."),
        "no_changing": _(
            "This telephone cannot change the voice. Let somebody else read your words: that hides you better."
        ),
        "recording": _("Recording. Speak near the telephone."),
        "paused": _("Paused. Nothing is recorded."),
        "interrupted": _(
            "The telephone took the microphone, perhaps for a call. What you said is kept. Go on, or listen to it."
        ),
        "ended": _("The recording stopped. What you said is kept on this telephone."),
        "quiet": _("We hear nothing. Come nearer, or look whether the microphone is covered."),
        "full": _("The telephone is full: what comes now is not kept. Stop here and send what there is."),
        "too_long": _("Three hours are the most. What you said is kept."),
        "too_large": _("This file is larger than 200 MB. Cut it, or send it in two."),
        "kept_from": _("A recording of {} is still on this telephone."),
        "sending": _("Sending: {} of {} parts. Leave this page open if you can; if not, it goes on later."),
        "waiting": _("No network. Your recording is safe on this telephone and goes on by itself."),
        "signed_out": _(
            "You were signed out. Your recording is safe on this telephone. Sign in: it goes on by itself."
        ),
        "somebody_else": _("Somebody else is signed in now. Your recording waits until you sign in again."),
        "finishing": _("Everything arrived. One moment."),
        "arrived": _("It arrived."),
        "refused": _("It could not be kept: {}"),
        "sure_delete": _("Delete this recording for good?"),
        "listening_to_you": _("Say a few words now. They are kept nowhere."),
        "heard_like_this": _("This is how you will be heard. Speak again if you want to try once more."),
        "from_here": _("It begins at {}."),
        "until_here": _("It ends at {}."),
        "working": _("One moment."),
    }


def message() -> dict[str, str]:
    """The words of the recorder on the page for listeners' messages."""
    both = recorder()
    return {name: both[name] for name in ("no_microphone", "recording", "quiet", "working")} | {
        "no_changing": _("This telephone cannot change the voice. Write instead: that hides you better."),
        "ended": _("The recording stopped. What you said is kept on this page."),
        "too_long": _("Three minutes are the most. What you said is kept."),
        "recorded": _("Listen to it. Nothing has left your telephone yet."),
        "sending": _("Sending. Leave this page open."),
        "no_network": _("No network: it was not sent. Your recording is still on this page. Try again."),
        "not_sent": _("It was not sent. Your recording is still on this page. Try again."),
        "sure_again": _("Record again? What you recorded is deleted."),
    }


def unfit(code: str) -> str:
    """Why what was sent cannot be used, and what to do."""
    told = {
        "empty": _("There is nothing in it. Record it again, or choose another file."),
        "too_large": _("It is too large or too long. Cut it, or send it in two."),
        "show": _("Choose a show that goes on."),
        "testimony": _("These words are not waiting to be read any more."),
        "hint": _("This hint is not spoken any more. Go back to the spoken hints and choose again."),
        "voice": _("Ask a producer to write you down as a voice first."),
        "cut": _("The end must come after the beginning."),
        "size": _("What arrived is not what was announced. Send it again."),
        "mangled": _("A part was damaged on its way. It is sent again."),
        "other": _("Two different recordings carry the same number. Send it again."),
        "number": _("A part came that does not belong to it. Send it again."),
        "many": _("Many recordings are still on their way. Let them arrive first, or delete one."),
        "lacking": _("Some parts are still on their way."),
        "gone": _("This recording was given up or is not here."),
        "announced": _("The page is too old. Open it again: your recording is still on this telephone."),
    }
    return told.get(code) or _("It could not be kept. Try again.")
