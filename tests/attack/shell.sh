# What the scripts of bad/*.txt may call beside the shell's own.
repository() { git init -q -b main . && git add -A && saved "${1:-ett}"; }
saved() { git add -A && git -c user.name=x -c user.email=x@example.org -c commit.gpgsign=false commit -q --allow-empty -m "$1"; }
exported() { "$PYTHON" "$ATTACK/tools.py" exported; }
for name in replaced filled cell part parts without deep socket nine json; do
  eval "$name() { \"\$PYTHON\" \"\$ATTACK/tools.py\" $name \"\$@\"; }"
done
