#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# A TPP enrols itself with curl and openssl alone ("API Enregistrement DSP2"): a token for the enrolment API, then a
# registration that carries the QSEAL certificate and is sealed with its key. Prints the client_id that the bank gave;
# examples/curl-accounts.sh takes it from GUICHET_CLIENT_ID. Start `guichet sandbox` first.
#
#   GUICHET_CLIENT_ID=$(examples/curl-enrol.sh [DATA_DIRECTORY]) examples/curl-accounts.sh [DATA_DIRECTORY]
#
# GUICHET_TPP stands for another TPP whose certificates lie in DATA_DIRECTORY/tpp/<OID>.
set -eu

data=${1:-guichet-data}
tpp=${GUICHET_TPP:-PSDFR-ACPR-13807}
folder=$data/tpp/$tpp
app=$data/tpp/PSDFR-ACPR-13807/app.json   # where the bank is; the same for every TPP

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT INT TERM

fail() {
  echo "curl-enrol: $1" >&2
  exit 1
}

# The string called $1 in app.json: flat, one object.
setting() {
  tr -d '\n' < "$app" | sed -n "s/.*\"$1\" *: *\"\([^\"]*\)\".*/\1/p" | sed 's|\\/|/|g'
}

# The string called $1 in the JSON answer in file $2.
member() {
  tr -d '\n' < "$2" | sed -n "s/.*\"$1\" *: *\"\([^\"]*\)\".*/\1/p"
}

[ -r "$app" ] || fail "no $app; start \`guichet sandbox --data $data\`"
[ -r "$folder/qseal.pem" ] || fail "no $folder/qseal.pem; \`guichet pki issue\` makes the certificates of a TPP"
api=$(setting api)

# The QWAC in TLS says who asks.
as_tpp() {
  curl --silent --show-error --cacert "$(setting ca)" --connect-to "${api#https://}:$(setting connect)" \
    --cert "$folder/qwac.pem" --key "$folder/qwac.key" "$@"
}

# 1. A token of scope manageRegistration. The client_id is the same for all who enrol in the sandbox.
as_tpp "$api/stet/psd2/oauth/token" --output "$work/token" \
  --data grant_type=client_credentials --data scope=manageRegistration \
  --data client_id=9d8711ec-f1b4-45e4-8072-2b3aa49793f0
token=$(member access_token "$work/token")
[ -n "$token" ] || fail "no token: $(cat "$work/token")"

# 2. The registration. keyId ends with the SHA-256 of the certificate.
x5c=$(openssl x509 -in "$folder/qseal.pem" -outform DER | openssl base64 -A)
fingerprint=$(openssl x509 -in "$folder/qseal.pem" -noout -fingerprint -sha256 |
  sed 's/.*=//' | tr -d ':' | tr 'A-F' 'a-f')
key_id=https://tpp.example/certificates/qseal_$fingerprint
cat > "$work/body" <<END
{
  "client_name": "Example TPP $(openssl rand -hex 4)",
  "provider_legal_id": "$tpp",
  "contacts": ["api@tpp.example"],
  "redirect_uris": ["http://127.0.0.1:8085/callback", "https://tpp.example/app/callback"],
  "token_endpoint_auth_method": "tls_client_auth",
  "grant_types": ["authorization_code", "refresh_token"],
  "response_types": ["code"],
  "scope": "aisp",
  "jwks": {"keys": [{"kty": "RSA", "use": "sig", "alg": "RS256", "kid": "$key_id", "x5c": ["$x5c"]}]}
}
END

# 3. Sealed with the key of that certificate.
path=/stet/setting/v1/register
request_id=$(openssl rand -hex 16)
date=$(LC_ALL=C date -u '+%a, %d %b %Y %H:%M:%S GMT')
digest=SHA-256=$(openssl dgst -sha256 -binary < "$work/body" | openssl base64 -A)
names='(request-target) x-request-id date digest content-type'
signature=$(printf '(request-target): post %s\nx-request-id: %s\ndate: %s\ndigest: %s\ncontent-type: %s' \
  "$path" "$request_id" "$date" "$digest" application/json |
  openssl dgst -sha256 -sign "$folder/qseal.key" | openssl base64 -A)
status=$(as_tpp "$api$path" --output "$work/record" --write-out '%{http_code}' --data-binary "@$work/body" \
  --header "Authorization: Bearer $token" --header "Content-Type: application/json" \
  --header "X-Request-ID: $request_id" --header "Date: $date" --header "Digest: $digest" \
  --header "Signature: keyId=\"$key_id\",algorithm=\"rsa-sha256\",headers=\"$names\",signature=\"$signature\"")
[ "$status" = 201 ] || fail "HTTP $status $(cat "$work/record")"
member client_id "$work/record"
