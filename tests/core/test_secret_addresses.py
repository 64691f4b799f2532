"""What every room shares where a secret address opens a page: the square that a telephone reads, and nothing left behind."""

from django.http import HttpResponse

from terrain.core.policies import Denied
from terrain.core.quiet import leaving_no_trace
from terrain.core.squares import as_qr, picture_of

ADDRESS = "https://terrain.example/s/1"


def refused(request):
    raise Denied("Trop tard.")


def test_a_page_behind_a_secret_leaves_nothing_behind_even_where_it_refuses(db, rf):
    request = rf.get("/")
    for view, status in ((lambda request: HttpResponse("ici"), 200), (refused, 403)):
        response = leaving_no_trace(view)(request)
        told = [response[name] for name in ("Cache-Control", "Referrer-Policy", "X-Robots-Tag")]
        assert (response.status_code, told) == (status, ["no-store, private", "no-referrer", "noindex, nofollow"])


def test_a_square_says_what_it_opens_and_nothing_else_gets_in():
    drawn = picture_of(ADDRESS, "<script>")
    assert "<title>&lt;script&gt;</title>" in drawn and "<title>" not in picture_of(ADDRESS)
    assert as_qr(ADDRESS, border=2) != as_qr(ADDRESS) and as_qr(ADDRESS).startswith("<svg")
