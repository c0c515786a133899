// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "tpp/register_files.hpp"

namespace guichet::tpp {
namespace {

using std::chrono::year_month_day;

constexpr char separator = ';';

struct Line {
  std::size_t number;  ///< from 1
  std::string_view text;
};

std::unexpected<Refusal> wrong(const Line& line, std::string_view what) {
  return refuse(Code::internal,
                "Line " + std::to_string(line.number) + ": " + std::string(what) + ".");
}

/// The lines that are not blank.
std::vector<Line> lines_of(std::string_view text) {
  std::vector<Line> lines;
  for (std::size_t number = 1; !text.empty(); ++number) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.find_first_not_of(" \t") != std::string_view::npos) lines.push_back({number, line});
  }
  return lines;
}

std::string trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return std::string(text.substr(first, text.find_last_not_of(" \t") - first + 1));
}

/// The fields of a line; a field may be quoted, with "" for a quote (RFC 4180). Nothing if a quote
/// is not closed.
std::optional<std::vector<std::string>> fields_of(std::string_view line) {
  std::vector<std::string> fields(1);
  bool is_quoted = false;
  for (std::size_t i = 0; i < line.size(); ++i) {
    const char c = line[i];
    const bool is_doubled = is_quoted && c == '"' && i + 1 < line.size() && line[i + 1] == '"';
    if (is_doubled)
      fields.back() += line[++i];
    else if (c == '"')
      is_quoted = !is_quoted;
    else if (c == separator && !is_quoted)
      fields.emplace_back();
    else
      fields.back() += c;
  }
  if (is_quoted) return std::nullopt;
  for (std::string& field : fields) field = trimmed(field);
  return fields;
}

/// Lower case and without the acute and grave accents of e: "Agréé" is "agree".
std::string folded(std::string_view text) {
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const bool is_accented_e = c == '\xC3' && i + 1 < text.size() &&
                               std::string_view("\xA8\xA9\x88\x89").contains(text[i + 1]);
    if (is_accented_e) ++i;
    const char lower = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    plain += is_accented_e ? 'e' : lower;
  }
  return plain;
}

struct StatusRow {
  std::string_view word;
  Standing standing;
};
constexpr std::array status_rows{
    StatusRow{"agree", Standing::active},       StatusRow{"agreee", Standing::active},
    StatusRow{"actif", Standing::active},       StatusRow{"active", Standing::active},
    StatusRow{"suspendu", Standing::suspended}, StatusRow{"suspendue", Standing::suspended},
    StatusRow{"radie", Standing::struck_off},   StatusRow{"radiee", Standing::struck_off},
    StatusRow{"retire", Standing::struck_off},  StatusRow{"retiree", Standing::struck_off},
};

std::optional<Standing> standing_of(std::string_view status) {
  const std::string word = folded(status);
  for (const StatusRow& row : status_rows)
    if (row.word == word) return row.standing;
  return std::nullopt;
}

/// The columns that the header line names.
class Columns {
 public:
  explicit Columns(const std::vector<std::string>& header) {
    for (const std::string& name : header) names_.push_back(folded(name));
  }
  bool has(std::string_view name) const { return at(name) < names_.size(); }
  std::size_t count() const { return names_.size(); }
  /// The field under `name`; empty if there is no such column.
  std::string_view in(const std::vector<std::string>& fields, std::string_view name) const {
    const std::size_t column = at(name);
    return column < fields.size() ? std::string_view(fields[column]) : std::string_view{};
  }

 private:
  std::size_t at(std::string_view name) const {
    return static_cast<std::size_t>(std::ranges::find(names_, name) - names_.begin());
  }
  std::vector<std::string> names_;
};

/// REGAFI is the ACPR's: its bare numbers are French.
std::string oid_of(std::string_view identifier) {
  if (identifier.empty() || is_organization_identifier(identifier)) return std::string(identifier);
  return "PSDFR-ACPR-" + std::string(identifier);
}

struct Term {
  std::optional<year_month_day> begin;
  std::optional<year_month_day> end;
};

/// The licence stands from its first day; its status holds now, but for one that ends on a day.
std::vector<StandingTurn> turns_of(Standing standing, const Term& term) {
  if (standing == Standing::struck_off)
    return {{Standing::active, term.begin}, {Standing::struck_off, term.end}};
  std::vector<StandingTurn> turns{{standing, term.begin}};
  // The register does not tell since when a licence is suspended.
  if (standing == Standing::suspended) turns.front().since.reset();
  if (term.end) turns.push_back({Standing::struck_off, term.end});
  return turns;
}

std::optional<std::set<TppRole>> roles_of(std::string_view services) {
  std::string spaced = folded(services);
  std::ranges::transform(spaced, spaced.begin(), [](char c) {
    if (c == ',' || c == '|' || c == '/') return ' ';
    return c;
  });
  std::string_view rest = spaced;
  std::optional<std::set<TppRole>> roles;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find(' '), rest.size());
    std::string word(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (word.empty()) continue;
    if (!roles) roles.emplace();
    if (word.starts_with("ps_"))
      std::ranges::transform(word, word.begin(), [](char c) {
        return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
      });
    if (const auto role = role_of_service(word)) roles->insert(*role);
  }
  return roles;
}

Outcome<Term> read_term(const Line& line, const Columns& columns,
                        const std::vector<std::string>& fields) {
  Term term;
  const std::string_view begin = columns.in(fields, "date_debut");
  const std::string_view end = columns.in(fields, "date_fin");
  if (!begin.empty()) term.begin = read_register_day(begin);
  if (!end.empty()) term.end = read_register_day(end);
  const bool is_readable = (begin.empty() || term.begin) && (end.empty() || term.end);
  if (!is_readable)
    return wrong(line, "expected dates like 2024-02-01 or 01/02/2024, got another form");
  if (term.begin && term.end && *term.end < *term.begin)
    return wrong(line, "expected date_fin not before date_debut");
  return term;
}

Outcome<Licence> read_licence(const Line& line, const Columns& columns) {
  const auto fields = fields_of(line.text);
  if (!fields) return wrong(line, "a quotation mark is not closed");
  if (fields->size() > columns.count())
    return wrong(line, "expected at most " + std::to_string(columns.count()) + " fields, got " +
                           std::to_string(fields->size()));
  Licence licence;
  licence.oid = oid_of(columns.in(*fields, "identifiant"));
  licence.name = columns.in(*fields, "denomination");
  if (licence.oid.empty()) return wrong(line, "expected identifiant, got none");
  if (licence.name.empty()) return wrong(line, "expected denomination, got none");
  const std::string_view status = columns.in(*fields, "statut");
  const auto standing = standing_of(status);
  if (!standing)
    return wrong(line, "statut: expected agréé, actif, suspendu, radié or retiré, got \"" +
                           std::string(status.substr(0, 20)) + '"');
  GUICHET_TRY(term, read_term(line, columns, *fields));
  licence.turns = turns_of(*standing, term);
  licence.roles = roles_of(columns.in(*fields, "services"));
  return licence;
}

}  // namespace

Outcome<std::vector<Licence>> read_regafi_file(std::string_view text) {
  const std::vector<Line> lines = lines_of(text);
  if (lines.empty()) return std::vector<Licence>();
  const auto header = fields_of(lines.front().text);
  const Columns columns(header.value_or(std::vector<std::string>()));
  for (const std::string_view needed : {"identifiant", "denomination", "statut"})
    if (!columns.has(needed))
      return wrong(lines.front(), "expected a header that names identifiant;denomination;statut");
  std::vector<Licence> licences;
  licences.reserve(lines.size());
  for (std::size_t i = 1; i < lines.size(); ++i) {
    GUICHET_TRY(licence, read_licence(lines[i], columns));
    licences.push_back(std::move(licence));
  }
  return licences;
}

}  // namespace guichet::tpp
