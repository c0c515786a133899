#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# One customer connected and his accounts read, with curl and openssl alone. Start `guichet sandbox`
# first. Run it with an access token to make the signed call only.
#
#   examples/curl-accounts.sh [DATA_DIRECTORY [ACCESS_TOKEN]]
#
# GUICHET_TPP, GUICHET_LOGIN and GUICHET_OTP stand for another TPP, customer or SMS code, GUICHET_CLIENT_ID for a client
# that examples/curl-enrol.sh enrolled.
set -eu

data=${1:-guichet-data}
token=${2:-}
tpp=${GUICHET_TPP:-PSDFR-ACPR-13807}
login=${GUICHET_LOGIN:-9999999901}
otp=${GUICHET_OTP:-12345678}
folder=$data/tpp/$tpp

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT INT TERM

fail() {
  echo "curl-accounts: $1" >&2
  exit 1
}

# The string called $1 in app.json: flat, one object.
setting() {
  tr -d '\n' < "$folder/app.json" | sed -n "s/.*\"$1\" *: *\"\([^\"]*\)\".*/\1/p" | sed 's|\\/|/|g'
}

# The string called $1 in the JSON answer in file $2.
member() {
  tr -d '\n' < "$2" | sed -n "s/.*\"$1\" *: *\"\([^\"]*\)\".*/\1/p"
}

[ -r "$folder/app.json" ] || fail "no $folder/app.json; start \`guichet sandbox --data $data\`"
client_id=${GUICHET_CLIENT_ID:-$(setting client_id)}
key_id=$(setting key_id)
api=$(setting api)
authorize=$(setting authorize)
authority=$(setting ca)
connect=$(setting connect)
redirect_uri=http://127.0.0.1:8085/callback

# As the customer's browser: cookies, no certificate.
as_browser() {
  curl --silent --show-error --cacert "$authority" --connect-to "${api#https://}:$connect" \
    --cookie "$work/cookies" --cookie-jar "$work/cookies" --dump-header "$work/head" --output "$work/page" "$@"
}

# As the TPP: the QWAC in TLS.
as_tpp() {
  curl --silent --show-error --cacert "$authority" --connect-to "${api#https://}:$connect" \
    --cert "$folder/qwac.pem" --key "$folder/qwac.key" "$@"
}

# Where the page's form goes, as an absolute address.
form_action() {
  action=$(tr '\n' ' ' < "$work/page" | sed -n 's/.*<form[^>]*action="\([^"]*\)".*/\1/p')
  [ -n "$action" ] || fail "the bank's page has no form: $(cat "$work/page")"
  case $action in
    /*) echo "$(echo "$authorize" | sed 's|^\(https\{0,1\}://[^/]*\).*|\1|')$action" ;;
    *) echo "$action" ;;
  esac
}

# The page's hidden fields, one "name=value" a line.
hidden_fields() {
  tr '\n' ' ' < "$work/page" | sed 's/<input/\n<input/g' |
    sed -n '/type="hidden"/s/.*name="\([^"]*\)".*value="\([^"]*\)".*/\1=\2/p'
}

# Sends the form of the page we are on with "$@" filled in.
submit() {
  address=$(form_action)
  for field in "$@" action=continue; do
    echo "data-urlencode = \"$field\""
  done > "$work/form"
  hidden_fields | sed 's/.*/data-urlencode = "&"/' >> "$work/form"
  as_browser --config "$work/form" --header "Origin: $(echo "$address" | sed 's|^\(https\{0,1\}://[^/]*\).*|\1|')" "$address"
}

base64url() {
  openssl base64 -A | tr '+/' '-_' | tr -d '='
}

# RFC 6749 4.1 with PKCE (RFC 7636): prints the access token.
connect_customer() {
  state=$(openssl rand -hex 16)
  verifier=$(openssl rand 32 | base64url)
  challenge=$(printf %s "$verifier" | openssl dgst -sha256 -binary | base64url)
  as_browser --get "$authorize" \
    --data-urlencode response_type=code --data-urlencode scope=aisp \
    --data-urlencode "client_id=$client_id" --data-urlencode "redirect_uri=$redirect_uri" \
    --data-urlencode "state=$state" \
    --data-urlencode "code_challenge=$challenge" --data-urlencode code_challenge_method=S256
  submit "identifier=$login"
  submit "otp=$otp"
  location=$(tr -d '\r' < "$work/head" | sed -n 's/^[Ll]ocation: //p')
  case $location in
    *"state=$state"*) ;;
    *) fail "the bank did not send the customer back with our state: ${location:-$(cat "$work/page")}" ;;
  esac
  code=$(echo "$location" | sed -n 's/.*[?&]code=\([^&]*\).*/\1/p')
  [ -n "$code" ] || fail "no code in $location"
  as_tpp "$api/stet/psd2/oauth/token" --output "$work/tokens" \
    --data grant_type=authorization_code --data-urlencode "client_id=$client_id" \
    --data "code=$code" --data-urlencode "redirect_uri=$redirect_uri" --data "code_verifier=$verifier"
  member access_token "$work/tokens"
}

if [ -z "$token" ]; then
  token=$(connect_customer)
  [ -n "$token" ] || fail "no token: $(cat "$work/tokens")"
fi

# draft-cavage-http-signatures: one line a header, joined by line feeds, none at the end.
# PSU-IP-Address says that the customer is present; without it this is one of four batch accesses a day.
path=/stet/psd2/v1.6.2/accounts
request_id=$(openssl rand -hex 16)
date=$(LC_ALL=C date -u '+%a, %d %b %Y %H:%M:%S GMT')
digest=SHA-256=$(printf '' | openssl dgst -sha256 -binary | openssl base64 -A)
psu_ip=127.0.0.1
names='(request-target) x-request-id date digest psu-ip-address'
signature=$(printf '(request-target): get %s\nx-request-id: %s\ndate: %s\ndigest: %s\npsu-ip-address: %s' \
  "$path" "$request_id" "$date" "$digest" "$psu_ip" |
  openssl dgst -sha256 -sign "$folder/qseal.key" | openssl base64 -A)

status=$(as_tpp "$api$path" --output "$work/accounts" --write-out '%{http_code}' \
  --header "Authorization: Bearer $token" \
  --header "Accept: application/hal+json" \
  --header "X-Request-ID: $request_id" \
  --header "Date: $date" \
  --header "Digest: $digest" \
  --header "PSU-IP-Address: $psu_ip" \
  --header "Signature: keyId=\"$key_id\",algorithm=\"rsa-sha256\",headers=\"$names\",signature=\"$signature\"")
cat "$work/accounts"
echo
echo "HTTP $status" >&2
[ "$status" = 200 ]
