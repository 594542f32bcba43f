"""Pages that are wrong in one way each, and changes to a good one: what the audit must and must not see."""

POLICY = "default-src 'none'; style-src 'unsafe-inline'"
HEAD = f"""<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="{POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>t</title>
<style>html {{ background: #fff; color: #222 }} body {{ margin: 1em }} pre {{ overflow-x: auto }}</style></head>
<body><main><h1>Verdict</h1>"""


def page(body):
    return f"{HEAD}{body}</main></body></html>\n"


GOOD = "<p>The first fix</p>"
# name: (what stands behind the heading, what is said of it)
PAGES = {
    "nothing wrong": (GOOD + "<pre>" + "x" * 500 + "</pre>", ""),
    "a line that is too long": (GOOD + "<p>" + "x" * 500, "scrolls sideways"),
    "a fix that is far below": ("<div style='height: 900px'></div>" + GOOD, "not in the first screen"),
    "no fix": ("<p>Nothing", "does not say"),
    "a fix that is folded": ("<details><summary style='display: block; height: 30px'>Fix</summary>" + GOOD +
                             "</details>", "does not say"),
    "pale text": (GOOD + "<p style='color: #999'>pale", "contrast 2.85"),
    "pale text, half transparent": (GOOD + "<p style='opacity: 0.5'>pale", "contrast"),
    "pale text in a fold": (GOOD + "<details><summary>More</summary><p style='color: #999'>pale</details>",
                            "contrast 2.85"),
    "pale text in a picture": (GOOD + "<svg role='img' aria-label='Some picture of ours' width='200' height='40'>"
                               "<rect width='200' height='40' fill='#777'/><text y='20' fill='#111'>on a bar</text>"
                               "</svg>", "contrast 4.2"),
    "tiny letters": (GOOD + "<svg role='img' aria-label='Some picture of ours' width='200' viewBox='0 0 800 80'>"
                     "<text y='40' font-size='16'>tiny</text></svg>", "letters of 4.0 px"),
    "one text over the other": (GOOD + "<svg role='img' aria-label='Some picture of ours' width='200' height='40'>"
                                "<text y='20'>one two</text><text x='9' y='21'>three</text></svg>",
                                "one over the other"),
    "a text out of its picture": (GOOD + "<svg role='img' aria-label='Some picture of ours' width='60' height='40'>"
                                  "<text y='20'>much too long for it</text></svg>", "out of its picture"),
    "a picture that is none to a screen reader": (GOOD + "<svg width='9' height='9'></svg>", "role=img"),
    "headings out of order": (GOOD + "<h3>Deep</h3>", "a level of headings"),
    "a table without headings": (GOOD + "<table><tr><td>x</table>", "th scope"),
    "a script": (GOOD + "<script>document.title = 'x'</script>", "violates"),
    "a style from elsewhere": (GOOD + "<link rel='stylesheet' href='http://192.0.2.1/x.css'>", "violates"),
    "a picture from elsewhere": (GOOD + "<img alt='x' src='http://192.0.2.1/x.png'>", "asks for http://192.0.2.1"),
}

# (what is done to a good page, how, is it still the same?)
CHANGES = (
    ("nothing", "0", True),
    ("letters drawn otherwise", "document.body.style.webkitTextStroke = '0.2px'", True),
    ("all half a pixel further down", "document.body.style.transform = 'translate(0.3px, 0.5px)'", True),
    ("a section is missing", "document.querySelector('main section:nth-of-type(2)').remove()", False),
    ("the pictures are missing", "document.querySelectorAll('svg').forEach(e => e.style.visibility = 'hidden')", False),
    ("the style is missing", "document.querySelectorAll('style').forEach(e => e.remove())", False),
)
