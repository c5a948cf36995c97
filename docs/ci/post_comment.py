# Skriver texten i COMMENT_FILE som en kommentar till ändringen, eller byter ut den som skrevs förra gången.
# Texten kan komma ur en främmande gren: den är bara text, och får varken nämna, länka, visa bilder eller befalla.
import json
import os
import re
import stat
import sys
import urllib.error
import urllib.request

MARK = "<!-- trygghet-summary -->"
MOST = 60_000
CUT = "\n\nTexten är längre än en kommentar får vara. Resten finns i körningens sammanfattning eller filer.\n"
SAID = {
    401: "nyckeln gäller inte",
    403: "nyckeln får inte skriva kommentarer",
    404: "ändringen finns inte, eller så får nyckeln inte se den",
}
HARMLESS = (
    (re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]"), ""),
    (re.compile(r"<!--.*?-->", re.DOTALL), ""),
    (re.compile(r"\\?<"), "&lt;"),
    (re.compile(r"\\?@"), "@\u200b"),
    (re.compile(r"\\?([#!$&])(?=\d)|(?<!~)\\?([~%])(?=[\w\"])"), "\\1\\2\u200b"),
    (re.compile(r"\](?=[(\[:])"), "]\u200b"),
    (re.compile(r"\\?:(?=//)"), ":\u200b"),
    (re.compile(r"(?i)\b(www|gh)(?=\\?[.-])"), "\\1\u200b"),
    (re.compile(r"(?m)^([ \t>*+\d.)-]*)/"), "\\1\u200b/"),
)


class Stop(Exception):
    pass


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None  # nyckeln följer inte med till en annan adress


def body(path):
    try:
        if not stat.S_ISREG(os.lstat(path).st_mode):
            raise Stop("kommentaren är ingen vanlig fil")
        with open(path, "rb") as file:
            text = file.read(20 * MOST).decode("utf-8", "replace")
    except OSError:
        raise Stop("det finns ingen kommentar att skriva") from None
    for found, instead in HARMLESS:
        text = found.sub(instead, text)
    text = f"{MARK}\n{text.strip()}\n"
    if len(text.encode()) > MOST:
        room = text.encode()[: MOST - len(CUT.encode())].decode("utf-8", "ignore")
        text = (room.rsplit("\n", 1)[0] if "\n" in room[len(MARK) + 1 :] else room) + CUT
    return text


def service(env):
    number = env.get("NUMBER", "")
    if not re.fullmatch("[1-9][0-9]{0,9}", number):
        raise Stop("ändringen har inget nummer")
    if not env.get("TOKEN"):
        raise Stop("nyckeln saknas")
    if "GITHUB_REPOSITORY" in env:
        base = f"{env['GITHUB_API_URL']}/repos/{env['GITHUB_REPOSITORY']}/issues"
        head = {"Authorization": f"Bearer {env['TOKEN']}", "Accept": "application/vnd.github+json"}
        return head, f"{base}/{number}/comments", f"{base}/comments", "PATCH", "user", "login", ""
    base = f"{env['CI_API_V4_URL']}/projects/{env['CI_PROJECT_ID']}/merge_requests/{number}/notes"
    return {"PRIVATE-TOKEN": env["TOKEN"]}, base, base, "PUT", "author", "id", f"{env['CI_API_V4_URL']}/user"


def main(env):
    head, comments, one, change, author, name, me = service(env)
    opener = urllib.request.build_opener(NoRedirect)

    def ask(method, address, data=None):
        sent = None if data is None else json.dumps(data).encode()
        headers = {**head, "Content-Type": "application/json", "User-Agent": "trygghet"}
        request = urllib.request.Request(address, sent, headers, method=method)
        try:
            with opener.open(request, timeout=30) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as error:
            raise Stop(f"{SAID.get(error.code, 'tjänsten svarar inte som den ska')} ({error.code})") from None
        except (OSError, ValueError):
            raise Stop("tjänsten går inte att nå, eller svarar inte som den ska") from None

    text = body(env["COMMENT_FILE"])
    own = ask("GET", me)[name] if me else "github-actions[bot]"
    for page in range(1, 51):
        listed = ask("GET", f"{comments}?per_page=100&page={page}")
        if not isinstance(listed, list):
            raise Stop("tjänsten svarar inte som den ska")
        for known in listed:
            if str(known["body"]).startswith(MARK) and (known[author] or {}).get(name) == own:
                ask(change, f"{one}/{int(known['id'])}", {"body": text})
                return "Kommentaren är utbytt."
        if len(listed) < 100:
            break
    ask("POST", comments, {"body": text})
    return "Kommentaren är skriven."


if __name__ == "__main__":
    try:
        print(main(os.environ))
    except Stop as why:
        sys.exit(f"Kommentaren är inte skriven: {why}.")
    except (KeyError, TypeError, ValueError):
        sys.exit("Kommentaren är inte skriven: tjänsten svarar inte som den ska.")
