// SPDX-License-Identifier: Apache-2.0
#include "domain/refusals.hpp"

#include <array>

namespace guichet {
namespace {

// clang-format off
constexpr std::array refusals{
  RefusalEntry{Code::http_syntax, 400, "HTTP_SYNTAX", "The request is not well-formed HTTP/1.1.",
    "La requête n’est pas du HTTP/1.1 bien formé.", "Compare the bytes sent with RFC 9112; the connection was closed."},
  RefusalEntry{Code::http_version, 505, "HTTP_VERSION", "Only HTTP/1.1 is served here.",
    "Seul HTTP/1.1 est servi ici.", "Send HTTP/1.1."},
  RefusalEntry{Code::uri_too_long, 414, "URI_TOO_LONG", "The request line is longer than 8 KiB.",
    "La ligne de requête dépasse 8 Kio.", "Shorten the path or the query."},
  RefusalEntry{Code::headers_too_large, 431, "HEADERS_TOO_LARGE", "More than 100 header fields, 8 KiB in one, or 32 KiB in all.",
    "Plus de 100 champs d’en-tête, 8 Kio pour un champ ou 32 Kio en tout.", "Send fewer or shorter header fields."},
  RefusalEntry{Code::body_too_large, 413, "BODY_TOO_LARGE", "The body is longer than this path takes.",
    "Le corps est plus long que ce chemin ne l’accepte.", "256 KiB for /consents, 16 KiB for the OAuth endpoints."},
  RefusalEntry{Code::timeout, 408, "TIMEOUT", "The request did not arrive in time.",
    "La requête n’est pas arrivée à temps.", "Send the headers within 10 s and the body at 1 KiB/s or faster."},
  RefusalEntry{Code::coding_unknown, 501, "CODING_UNKNOWN", "This Transfer-Encoding is not implemented.",
    "Ce Transfer-Encoding n’est pas pris en charge.", "Send Content-Length or chunked."},
  RefusalEntry{Code::expectation, 417, "EXPECTATION", "Only Expect: 100-continue can be met.",
    "Seul Expect: 100-continue peut être satisfait.", "Leave the Expect header out."},
  RefusalEntry{Code::body_not_allowed, 400, "BODY_NOT_ALLOWED", "This method takes no body, and one was sent.",
    "Cette méthode n’accepte pas de corps.", "Send the request without a body and without Content-Length."},
  RefusalEntry{Code::misdirected, 421, "MISDIRECTED", "This host is not served here, or differs from the TLS name.",
    "Cet hôte n’est pas servi ici, ou diffère du nom TLS.", "Use www.<cdetab>.<environment>.api.<domain>; `guichet hosts` lists the names."},
  RefusalEntry{Code::route_unknown, 404, "ROUTE_UNKNOWN", "Nothing is served under this path.",
    "Rien n’est servi sous ce chemin.", "Follow the links of GET /stet/psd2/v1.6.2/accounts."},
  RefusalEntry{Code::version_unknown, 404, "VERSION", "This version of the API is not served.",
    "Cette version de l’API n’est pas servie.", "Use /stet/psd2/v1.6.2/."},
  RefusalEntry{Code::method_not_allowed, 405, "METHOD_NOT_ALLOWED", "This path does not take this method.",
    "Ce chemin n’accepte pas cette méthode.", "The Allow header names the methods it takes."},
  RefusalEntry{Code::header_duplicate, 400, "HEADER_DUPLICATE", "A header that may stand once was sent twice.",
    "Un en-tête unique a été envoyé deux fois.", "Send the named header once."},
  RefusalEntry{Code::x_request_id, 400, "X_REQUEST_ID", "X-Request-ID is required: 1 to 70 visible ASCII characters.",
    "X-Request-ID est obligatoire\u00a0: 1 à 70 caractères ASCII visibles.", "Send a new X-Request-ID with each request, a UUID for instance."},
  RefusalEntry{Code::accept, 406, "ACCEPT", "Answers are application/hal+json; the Accept header excludes it.",
    "Les réponses sont en application/hal+json\u00a0; Accept l’exclut.", "Send Accept: application/hal+json, */* or none."},
  RefusalEntry{Code::media_type, 415, "MEDIA_TYPE", "The body's Content-Type or Content-Encoding is not taken here.",
    "Ce Content-Type ou Content-Encoding n’est pas accepté.", "application/json in UTF-8 for /consents, application/x-www-form-urlencoded for OAuth."},
  RefusalEntry{Code::parameter, 400, "PARAMETER", "A parameter is malformed or repeated.",
    "Un paramètre est mal formé ou répété.", "Send each parameter once, percent-encoded."},

  RefusalEntry{Code::cert_required, 401, "CERT_REQUIRED", "No client certificate was presented; a QWAC is required.",
    "Aucun certificat client\u00a0; un QWAC est nécessaire.", "Configure your QWAC and its key in your TLS client."},
  RefusalEntry{Code::cert_untrusted, 401, "CERT_UNTRUSTED", "The certificate does not chain to a trusted authority.",
    "Le certificat n’est pas émis par une autorité reconnue.", "Send the intermediate certificates; in the sandbox use certificates of DIR/pki/ca.pem."},
  RefusalEntry{Code::cert_expired, 401, "CERT_EXPIRED", "The certificate has expired.",
    "Le certificat a expiré.", "Renew the certificate and enrol the new one."},
  RefusalEntry{Code::cert_not_yet_valid, 401, "CERT_NOT_YET_VALID", "The certificate is not valid yet.",
    "Le certificat n’est pas encore valable.", "Check notBefore and the clock."},
  RefusalEntry{Code::cert_purpose, 401, "CERT_PURPOSE", "The certificate is not meant for TLS: a QWAC is required, not a QSEAL.",
    "Ce certificat n’est pas destiné à TLS\u00a0: il faut un QWAC, pas un QSEAL.", "Present the QWAC (QcType web) in TLS and sign with the QSEAL."},
  RefusalEntry{Code::cert_weak, 401, "CERT_WEAK", "The certificate's key or signature is too weak.",
    "La clé ou la signature du certificat est trop faible.", "RSA of 2048 bits or more or P-256 and up, signed with SHA-256 or better."},
  RefusalEntry{Code::cert_no_psd2, 401, "CERT_NO_PSD2", "The certificate has no readable PSD2 QCStatement (0.4.0.19495.2).",
    "Le certificat n’a pas de QCStatement DSP2 lisible.", "Use a certificate issued under ETSI TS 119 495."},
  RefusalEntry{Code::cert_ambiguous, 401, "CERT_AMBIGUOUS", "The PSD2 statement's role OID and role name disagree.",
    "L’OID et le nom d’un rôle DSP2 se contredisent.", "Have the certificate issued anew."},
  RefusalEntry{Code::cert_bad_oid, 401, "CERT_BAD_OID", "organizationIdentifier (2.5.4.97) is missing or not of the form PSDFR-ACPR-13807.",
    "organizationIdentifier (2.5.4.97) manque ou n’a pas la forme PSDFR-ACPR-13807.", "Have the certificate issued anew with the identifier of your authority."},
  RefusalEntry{Code::role_missing, 403, "ROLE_MISSING", "The certificate does not carry the role this call needs (PSP_AI).",
    "Le certificat ne porte pas le rôle nécessaire (PSP_AI).", "Use the certificate of a TPP licensed for account information."},
  RefusalEntry{Code::tpp_unknown, 401, "TPP_UNKNOWN", "This TPP is not enrolled here.",
    "Ce TPP n’est pas enrôlé ici.", "Enrol it first; in the sandbox POST /_sandbox/tpps."},
  RefusalEntry{Code::tpp_suspended, 403, "TPP_SUSPENDED", "This TPP is suspended or struck off the register.",
    "Ce TPP est suspendu ou radié.", "Contact the bank's API support."},

  RefusalEntry{Code::token_missing, 401, "TOKEN_MISSING", "Authorization: Bearer <access token> is required.",
    "Authorization: Bearer <jeton> est obligatoire.", "Obtain a token at /stet/psd2/oauth/token and send it."},
  RefusalEntry{Code::token_twice, 400, "invalid_request", "The token stands in the header and in the query; send it in the header only.",
    "Le jeton figure dans l’en-tête et dans la requête.", "Send the access token in the Authorization header only (RFC 6750 2)."},
  RefusalEntry{Code::invalid_token, 401, "invalid_token", "The access token is unknown, expired, revoked, or another TPP's or bank's.",
    "Le jeton est inconnu, expiré, révoqué ou d’un autre TPP ou établissement.", "Refresh it; if that is refused, send the customer through /authorize again."},
  RefusalEntry{Code::insufficient_scope, 403, "insufficient_scope", "The token's scope does not open this resource; aisp is needed.",
    "La portée du jeton n’ouvre pas cette ressource\u00a0; il faut aisp.", "Ask /authorize for scope=aisp."},

  RefusalEntry{Code::sig_missing, 401, "SIG_MISSING", "The request has no Signature header.",
    "La requête n’a pas d’en-tête Signature.", "Sign (request-target) and x-request-id with your QSEAL key."},
  RefusalEntry{Code::sig_ambiguous, 401, "SIG_AMBIGUOUS", "The request has more than one Signature.",
    "La requête a plus d’une Signature.", "Send one Signature header."},
  RefusalEntry{Code::sig_malformed, 401, "SIG_MALFORMED", "Signature must read keyId=\"..\",algorithm=\"rsa-sha256\",headers=\"..\",signature=\"..\".",
    "L’en-tête Signature est mal formé.", "Plain ASCII quotes, each parameter once, standard base64 with padding."},
  RefusalEntry{Code::sig_headers, 401, "SIG_HEADERS", "The headers parameter is empty or names what cannot be signed.",
    "Le paramètre headers est vide ou nomme ce qui ne se signe pas.", "List lower-case header names separated by one space; no (created) or (expires)."},
  RefusalEntry{Code::sig_coverage, 401, "SIG_COVERAGE", "The signature does not cover what it must.",
    "La signature ne couvre pas ce qu’elle doit.", "Cover (request-target), x-request-id or digest, and digest whenever there is a body."},
  RefusalEntry{Code::sig_header_absent, 401, "SIG_HEADER_ABSENT", "The signature names a header that the request does not have.",
    "La signature nomme un en-tête absent de la requête.", "Send every header you list in headers=\"...\"."},
  RefusalEntry{Code::sig_alg, 401, "SIG_ALG", "The algorithm must be rsa-sha256.",
    "L’algorithme doit être rsa-sha256.", "Sign with RSASSA-PKCS1-v1_5 and SHA-256."},
  RefusalEntry{Code::sig_stale, 401, "SIG_STALE", "The signed Date, created or expires lies outside the window.",
    "La date signée est hors de la fenêtre.", "Check your clock; Date may be 300 s old and 60 s ahead."},
  RefusalEntry{Code::digest_mismatch, 401, "DIGEST_MISMATCH", "Digest is not the SHA-256 of the body that arrived.",
    "Digest n’est pas le SHA-256 du corps reçu.", "Digest: SHA-256=<base64 of the hash of the very bytes sent>."},
  RefusalEntry{Code::sig_key_unknown, 401, "SIG_KEY_UNKNOWN", "keyId names no QSEAL certificate enrolled here.",
    "keyId ne désigne aucun certificat QSEAL enrôlé.", "End keyId with _ and the SHA-256 fingerprint of the enrolled QSEAL."},
  RefusalEntry{Code::sig_key_foreign, 401, "SIG_KEY_FOREIGN", "keyId names the QSEAL of another TPP than the TLS certificate's.",
    "keyId désigne le QSEAL d’un autre TPP.", "Sign with the QSEAL of the TPP that owns the QWAC."},
  RefusalEntry{Code::sig_key_type, 401, "SIG_KEY_TYPE", "The signing certificate is not a QSEAL (QcType eseal).",
    "Le certificat de signature n’est pas un QSEAL.", "Sign with the QSEAL key, not the QWAC key."},
  RefusalEntry{Code::sig_key_expired, 401, "SIG_KEY_EXPIRED", "The QSEAL certificate is outside its validity.",
    "Le certificat QSEAL est hors de sa validité.", "Renew the QSEAL and enrol it."},
  RefusalEntry{Code::sig_invalid, 401, "SIG_INVALID", "The signature does not verify over the request as it arrived.",
    "La signature ne se vérifie pas sur la requête reçue.", "Rebuild the signing string from the exact method, path, query and header values sent."},

  RefusalEntry{Code::json_invalid, 400, "JSON_INVALID", "The body is not valid JSON (RFC 8259) of the expected kind.",
    "Le corps n’est pas du JSON valide.", "Send one JSON object in UTF-8 without comments or trailing commas."},
  RefusalEntry{Code::json_depth, 400, "JSON_DEPTH", "The body is nested deeper than 32 levels.",
    "Le corps a plus de 32 niveaux.", "Send the body of PUT /consents as the standard defines it."},
  RefusalEntry{Code::field_missing, 400, "FIELD_MISSING", "A required field is missing.",
    "Un champ obligatoire manque.", "Send balances, transactions, overdrafts, psuIdentity, trustedBeneficiaries and owners."},
  RefusalEntry{Code::field_type, 400, "FIELD_TYPE", "A field has the wrong type.",
    "Un champ n’est pas du bon type.", "Lists are arrays of {\"iban\":\"...\"}; flags are true or false."},
  RefusalEntry{Code::list_too_long, 400, "LIST_TOO_LONG", "A list has more than 1,000 entries.",
    "Une liste a plus de 1 000 entrées.", "Send at most 1,000 IBANs in a list."},
  RefusalEntry{Code::iban_invalid, 400, "IBAN_INVALID", "An IBAN is malformed: country, length or check digits.",
    "Un IBAN est mal formé.", "Send it as GET /accounts gave it: capital letters and digits, no blanks."},
  RefusalEntry{Code::date_format, 400, "DATE_FORMAT", "A date is not of the form YYYY-MM-DDTHH:MM:SS.SSS with Z, +HHMM or +HH:MM.",
    "Une date n’a pas la forme attendue.", "2026-11-01T00:00:00.000%2B01:00, for instance."},
  RefusalEntry{Code::period_not_allowed, 400, "PERIOD", "The period begins before the history this customer's subscription shows.",
    "La période commence avant l’historique accessible.", "62 days for individuals and professionals, 90 for companies."},

  RefusalEntry{Code::no_eligible_account, 404, "NAAC", "NAAC",
    "Aucun compte éligible.", "The customer has no eligible payment account at this establishment."},
  RefusalEntry{Code::account_unknown, 404, "ACCOUNT_UNKNOWN", "AccountId inconnu: no account of this id in the customer's consent.",
    "AccountId inconnu.", "Send PUT /consents for the account, then use the resourceId of GET /accounts."},
  RefusalEntry{Code::consent_missing, 403, "CONSENT_MISSING", "The customer's consent does not cover this kind of data.",
    "Le consentement du client ne couvre pas cette donnée.", "Ask the customer, then send PUT /consents with the account in the right list."},
  RefusalEntry{Code::transaction_unknown, 404, "TRANSACTION_UNKNOWN", "No transaction of this id in the visible history of the account.",
    "Transaction inconnue dans l’historique visible.", "Follow the details link of GET .../transactions."},
  RefusalEntry{Code::consent_refused, 403, "CONSENT_REFUSED", "An IBAN is not an eligible account of this customer; nothing was recorded.",
    "Un IBAN n’est pas un compte éligible de ce client\u00a0; rien n’a été enregistré.", "Send only IBANs that GET /accounts lists for this customer."},
  RefusalEntry{Code::quota_used_up, 429, "QUOTA", "The 4 batch accesses of this Paris calendar day are used up.",
    "Les 4 accès batch de la journée sont épuisés.", "Wait for Retry-After, or send PSU-IP-Address when the customer is connected."},
  RefusalEntry{Code::bank_unavailable, 503, "BACKEND", "Core banking does not answer; the call was not counted.",
    "Le système bancaire ne répond pas\u00a0; l’appel n’a pas été compté.", "Try again after Retry-After."},
  RefusalEntry{Code::store_unavailable, 503, "STORE", "Storage does not answer; nothing was served or counted.",
    "Le stockage ne répond pas\u00a0; rien n’a été servi ni compté.", "Try again after Retry-After."},
  RefusalEntry{Code::internal, 500, "INTERNAL", "An error of ours; it was logged.",
    "Une erreur de notre côté\u00a0; elle a été consignée.", "Report the X-Request-ID to support."},

  RefusalEntry{Code::oauth_invalid_request, 400, "invalid_request", "A parameter is missing, repeated, malformed or not allowed here.",
    "Un paramètre manque, est répété, mal formé ou interdit ici.", "RFC 6749 5.2; error_description names the parameter."},
  RefusalEntry{Code::oauth_invalid_client, 401, "invalid_client", "The QWAC does not authenticate this client_id.",
    "Le QWAC n’authentifie pas ce client_id.", "Present the QWAC whose organizationIdentifier is enrolled for this client_id."},
  RefusalEntry{Code::oauth_invalid_grant, 400, "invalid_grant", "The code or refresh token is unknown, expired, used, revoked or another client's.",
    "Le code ou le jeton est inconnu, expiré, utilisé ou révoqué.", "Send the customer through /authorize again."},
  RefusalEntry{Code::oauth_invalid_scope, 400, "invalid_scope", "The scope is missing, unknown or wider than granted; aisp is offered.",
    "La portée manque, est inconnue ou trop large.", "Ask /authorize for scope=aisp."},
  RefusalEntry{Code::oauth_unauthorized_client, 400, "unauthorized_client", "This TPP may not use this grant or scope.",
    "Ce TPP n’a pas droit à ce mode ou à cette portée.", "Check the roles in the certificate and the enrolment."},
  RefusalEntry{Code::oauth_unsupported_grant_type, 400, "unsupported_grant_type", "grant_type must be authorization_code or refresh_token.",
    "grant_type doit être authorization_code ou refresh_token.", "RFC 6749 4.1.3 and 6."},
  RefusalEntry{Code::oauth_unsupported_response_type, 400, "unsupported_response_type", "response_type must be code.",
    "response_type doit être code.", "RFC 6749 4.1.1."},
  RefusalEntry{Code::oauth_access_denied, 403, "access_denied", "The customer refused, or the authentication was not completed.",
    "Le client a refusé ou l’authentification n’a pas abouti.", "Offer the customer to start again."},
  RefusalEntry{Code::oauth_server_error, 500, "server_error", "An error of ours; it was logged.",
    "Une erreur de notre côté\u00a0; elle a été consignée.", "Start again; report it if it persists."},
  RefusalEntry{Code::oauth_temporarily_unavailable, 503, "temporarily_unavailable", "The bank cannot serve this at the moment.",
    "La banque ne peut pas répondre pour l’instant.", "Start again later."},

  RefusalEntry{Code::page_client_unknown, 400, "PAGE_CLIENT_UNKNOWN", "The application that sent you here is not known to the bank.",
    "L’application qui vous envoie n’est pas connue de la banque.", "client_id must be enrolled, and given once."},
  RefusalEntry{Code::page_redirect_unknown, 400, "PAGE_REDIRECT_UNKNOWN", "The address to return to is not one the application has registered.",
    "L’adresse de retour n’est pas enregistrée par l’application.", "redirect_uri must equal a registered one byte by byte, and be given once."},
  RefusalEntry{Code::page_session_unknown, 403, "PAGE_SESSION_UNKNOWN", "This page is no longer open or belongs to another browser.",
    "Cette page n’est plus ouverte ou appartient à un autre navigateur.", "Start again from the application."},
  RefusalEntry{Code::page_form_foreign, 403, "PAGE_FORM_FOREIGN", "This form was not sent from the bank's page.",
    "Ce formulaire ne vient pas de la page de la banque.", "Start again from the application."},
};
// clang-format on

constexpr bool codes_are_in_order() {
  for (std::size_t i = 0; i < refusals.size(); ++i)
    if (static_cast<std::size_t>(refusals[i].code) != i) return false;
  return refusals.size() == static_cast<std::size_t>(Code::count_);
}
static_assert(codes_are_in_order(), "one row per Code, in the order of the enum");

}  // namespace

const RefusalEntry& entry_of(Code code) { return refusals[static_cast<std::size_t>(code)]; }

const RefusalEntry* find_refusal(std::string_view name) {
  for (const RefusalEntry& entry : refusals)
    if (entry.name == name) return &entry;
  return nullptr;
}

std::span<const RefusalEntry> all_refusals() { return refusals; }

}  // namespace guichet
