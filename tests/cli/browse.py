"""Opens a page of topic-report in headless Chromium through chromedriver and uses it.

usage: browse.py CHROMEDRIVER PAGE SCREENSHOT TOPICS

Prints "ok", or fails with what went wrong: an error on the console, a click, the
slider, the search or the sorting that does not do what it should.
"""
import base64
import json
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request

driver_path, page, screenshot, topics = sys.argv[1:5]
topics = int(topics)


class Refused(Exception):
    """What the driver says of a request that it can't serve."""


def call(method, path, body=None):
    request = urllib.request.Request(
        base + path,
        method=method,
        data=json.dumps(body or {}).encode() if method == "POST" else None,
        headers={"Content-Type": "application/json"},
    )
    try:
        with urllib.request.urlopen(request, timeout=120) as answer:
            return json.load(answer)["value"]
    except urllib.error.HTTPError as refused:
        raise Refused(json.load(refused)["value"]["message"]) from None


def begin(wanted):
    """The path of a session.  On a busy machine a browser may start too late for its driver."""
    for left in range(5, -1, -1):
        try:
            return "/session/" + call("POST", "/session", {"capabilities": wanted})["sessionId"]
        except Refused:
            if not left:
                raise


def run(script):
    return call("POST", session + "/execute/sync", {"script": script, "args": []})


def wants(what, got, wanted):
    if got != wanted:
        sys.exit(f"{what}: got {got!r}, wanted {wanted!r}")


driver = subprocess.Popen([driver_path, "--port=0"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
try:
    for line in driver.stdout:
        if "started successfully on port" in line:
            base = "http://127.0.0.1:" + line.rstrip().rstrip(".").rsplit(" ", 1)[1]
            break
    with tempfile.TemporaryDirectory() as profile:
        options = {
            "args": ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
                     "--disable-background-networking", "--disable-component-update", "--disable-sync",
                     "--disable-dev-shm-usage", "--window-size=1200,900", "--user-data-dir=" + profile],
        }
        wanted = {"alwaysMatch": {"goog:chromeOptions": options, "goog:loggingPrefs": {"browser": "ALL"}}}
        session = begin(wanted)
        try:
            call("POST", session + "/url", {"url": "file://" + page})
            shown = "return [...document.querySelectorAll('article')].filter(t => t.offsetParent).map(t => t.id)"
            words = "return [...document.querySelectorAll('article.on .words li')].map(w => w.firstChild.data)"
            wants("the topic shown first", run(shown), ["t0"])
            wants("circles on the map", run("return document.querySelectorAll('#map circle').length"), topics)
            run("document.querySelector(\"#map a[href='#t1']\").dispatchEvent(new MouseEvent('click', {bubbles: true}));"
                "location.hash = '#t1'")
            run("return new Promise(r => setTimeout(r, 50))")
            wants("the topic after a click on its circle", run(shown), ["t1"])
            run("document.getElementById('next').click()")
            wants("the topic after the next one was asked for", run(shown), ["t2"])
            run("document.dispatchEvent(new KeyboardEvent('keydown', {key: 'ArrowLeft', bubbles: true}))")
            wants("the topic after the left arrow", run(shown), ["t1"])
            before = run(words)
            listed = [float(p) for p in run("return [...document.querySelectorAll('#t1 .words b')].map(b => b.textContent)")]
            run("const s = document.getElementById('lambda'); s.value = 0; s.dispatchEvent(new Event('input'))")
            data = json.loads(run("return document.getElementById('data').textContent"))
            shown, others = data["topics"][1]
            shares = [(place, 1e6 * p) for place, p in zip(shown, listed)] + list(zip(others[::2], others[1::2]))
            shares.sort(key=lambda w: (-w[1] / data["all"][w[0]], -w[1]))
            lifted = [data["words"][place] for place, _ in shares[: data["shown"]]]
            wants("the words with the slider at 0", run(words), lifted)
            run("const s = document.getElementById('lambda'); s.value = 1; s.dispatchEvent(new Event('input'))")
            wants("the words with the slider back at 1", run(words), before)
            run("const s = document.getElementById('search'); s.value = '%s'; s.dispatchEvent(new Event('input'))"
                % before[0])
            links = run("return [...document.querySelectorAll('#found a')].map(a => a.getAttribute('href'))")
            if "#t1" not in links:
                sys.exit(f"the search for {before[0]!r} does not lead to topic 1: {links!r}")
            run("document.querySelectorAll('#list th button')[1].click()")
            shares = run("return [...document.querySelectorAll('#list tbody tr')].map(r => parseFloat(r.cells[1].textContent))")
            wants("shares after sorting", shares, sorted(shares))
            call("POST", session + "/goog/cdp/execute", {
                "cmd": "Emulation.setDeviceMetricsOverride",
                "params": {"width": 390, "height": 844, "deviceScaleFactor": 1, "mobile": True},
            })
            wants("what a telephone cuts off", run(
                "return [...document.querySelectorAll('html, .wide')].filter(e => e.scrollWidth > e.clientWidth)"
                ".map(e => e.outerHTML.slice(0, 40))"), [])
            call("POST", session + "/goog/cdp/execute", {"cmd": "Emulation.clearDeviceMetricsOverride", "params": {}})
            errors = [entry for entry in call("POST", session + "/se/log", {"type": "browser"})]
            wants("the console", errors, [])
            wants("requests to a network", run("return performance.getEntriesByType('resource').length"), 0)
            with open(screenshot, "wb") as out:
                out.write(base64.b64decode(call("GET", session + "/screenshot")))
        finally:
            call("DELETE", session)
finally:
    driver.kill()
    driver.wait()
print("ok")
