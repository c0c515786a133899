// SPDX-License-Identifier: Apache-2.0
#include "tpp/qc_statements.hpp"

#include <array>
#include <optional>

#include "crypto/der.hpp"

namespace guichet::tpp {
namespace {

using crypto::DerReader;
namespace tag = crypto::der_tag;

constexpr std::string_view compliance_oid = "0.4.0.1862.1.1";
constexpr std::string_view type_oid = "0.4.0.1862.1.6";
constexpr std::string_view seal_oid = "0.4.0.1862.1.6.2";
constexpr std::string_view web_oid = "0.4.0.1862.1.6.3";
constexpr std::string_view psd2_oid = "0.4.0.19495.2";

constexpr std::size_t longest_extension = 64 * 1024;
constexpr std::size_t most_statements = 32;
constexpr std::size_t most_roles = 16;
constexpr std::size_t longest_name = 256;  // TS 119 495 annex A

struct RoleRow {
  TppRole role;
  std::string_view oid;
};
constexpr std::array role_rows{
    RoleRow{TppRole::account_servicing, "0.4.0.19495.1.1"},
    RoleRow{TppRole::payment_initiation, "0.4.0.19495.1.2"},
    RoleRow{TppRole::account_information, "0.4.0.19495.1.3"},
    RoleRow{TppRole::card_issuing, "0.4.0.19495.1.4"},
};

std::optional<TppRole> role_of_oid(std::string_view oid) {
  for (const RoleRow& row : role_rows)
    if (row.oid == oid) return row.role;
  return std::nullopt;
}

std::optional<TppRole> role_of_name(std::string_view name) {
  for (const RoleRow& row : role_rows)
    if (name_of(row.role) == name) return row.role;
  return std::nullopt;
}

std::unexpected<Refusal> unreadable(const char* what) {
  return refuse(Code::cert_no_psd2,
                std::string("The qcStatements extension cannot be read: ") + what + ".");
}

std::unexpected<Refusal> ambiguous(const std::string& what) {
  return refuse(Code::cert_ambiguous, "The PSD2 statement contradicts itself: " + what + ".");
}

std::optional<std::string> next_oid(DerReader& reader) {
  const auto content = reader.next(tag::object_identifier);
  return content ? crypto::dotted_oid(*content) : std::nullopt;
}

std::optional<std::string_view> next_name(DerReader& reader) {
  const auto name = reader.next(tag::utf8_string);
  return name && !name->empty() && name->size() <= longest_name ? name : std::nullopt;
}

Outcome<void> read_type(std::string_view statement_info, QcStatements& statements) {
  DerReader outer(statement_info);
  const auto types = outer.next(tag::sequence);
  if (!types || !outer.at_end()) return unreadable("QcType is not one SEQUENCE");
  DerReader reader(*types);
  for (std::size_t count = 0; !reader.at_end(); ++count) {
    const auto oid = next_oid(reader);
    if (!oid || count == most_statements) return unreadable("QcType has a malformed type");
    statements.type_web = statements.type_web || *oid == web_oid;
    statements.type_seal = statements.type_seal || *oid == seal_oid;
  }
  return {};
}

/// RolesOfPSP. Roles that nobody knows are passed over; a known one must be called by its own name.
Outcome<void> read_roles(std::string_view roles, QcStatements& statements) {
  DerReader reader(roles);
  for (std::size_t count = 0; !reader.at_end(); ++count) {
    if (count == most_roles) return unreadable("more than 16 roles");
    const auto role = reader.next(tag::sequence);
    if (!role) return unreadable("a role is not a SEQUENCE");
    DerReader parts(*role);
    const auto oid = next_oid(parts);
    const auto name = next_name(parts);
    if (!oid || !name || !parts.at_end())
      return unreadable("a role is not an OID and a UTF8String of 1 to 256 bytes");
    const auto by_oid = role_of_oid(*oid);
    const auto by_name = role_of_name(*name);
    if (by_oid != by_name) return ambiguous("role " + *oid + " is not called by its own name");
    if (by_oid) statements.roles.push_back(*by_oid);
  }
  return {};
}

Outcome<void> read_psd2(std::string_view statement_info, QcStatements& statements) {
  DerReader outer(statement_info);
  const auto content = outer.next(tag::sequence);
  if (!content || !outer.at_end()) return unreadable("the PSD2 statement is not one SEQUENCE");
  DerReader reader(*content);
  const auto roles = reader.next(tag::sequence);
  if (!roles) return unreadable("rolesOfPSP is not a SEQUENCE");
  const auto nca_name = next_name(reader);
  const auto nca_id = next_name(reader);
  if (!nca_name || !nca_id || !reader.at_end())
    return unreadable("nCAName and nCAId are not UTF8Strings of 1 to 256 bytes");
  statements.nca_name = *nca_name;
  statements.nca_id = *nca_id;
  return read_roles(*roles, statements);
}

struct Statement {
  std::string oid;
  std::string_view statement_info;
};

/// The statements of the extension, their insides unread.
Outcome<std::vector<Statement>> split(std::string_view der) {
  if (der.size() > longest_extension) return unreadable("it is longer than 64 KiB");
  DerReader outer(der);
  const auto content = outer.next(tag::sequence);
  if (!content || !outer.at_end()) return unreadable("it is not one SEQUENCE in DER");
  DerReader reader(*content);
  std::vector<Statement> statements;
  while (!reader.at_end()) {
    const auto statement = reader.next(tag::sequence);
    if (!statement || statements.size() == most_statements)
      return unreadable("a statement is not a SEQUENCE, or there are more than 32");
    DerReader parts(*statement);
    auto oid = next_oid(parts);
    if (!oid) return unreadable("a statement has no OID");
    const std::string_view statement_info = parts.rest();
    const bool is_well_formed = parts.at_end() || (parts.next() && parts.at_end());
    if (!is_well_formed) return unreadable("a statement's content is malformed");
    statements.push_back({std::move(*oid), statement_info});
  }
  return statements;
}

std::string written_role(TppRole role) {
  for (const RoleRow& row : role_rows)
    if (row.role == role)
      return crypto::der_element(
          tag::sequence,
          crypto::der_oid(row.oid) + crypto::der_element(tag::utf8_string, name_of(role)));
  return {};
}

std::string written_psd2(const QcStatements& statements) {
  std::string roles;
  for (const TppRole role : statements.roles) roles += written_role(role);
  return crypto::der_element(tag::sequence,
                             crypto::der_element(tag::sequence, roles) +
                                 crypto::der_element(tag::utf8_string, statements.nca_name) +
                                 crypto::der_element(tag::utf8_string, statements.nca_id));
}

}  // namespace

Outcome<QcStatements> read_qc_statements(std::string_view der) {
  GUICHET_TRY(parts, split(der));
  QcStatements statements;
  bool has_psd2 = false;
  for (const Statement& part : parts) {
    if (part.oid == compliance_oid) statements.compliance = true;
    if (part.oid == type_oid) {
      GUICHET_CHECK(type, read_type(part.statement_info, statements));
    }
    if (part.oid == psd2_oid) {
      if (has_psd2) return ambiguous("it stands twice");
      has_psd2 = true;
      GUICHET_CHECK(psd2, read_psd2(part.statement_info, statements));
    }
  }
  if (!has_psd2)
    return refuse(Code::cert_no_psd2, "The certificate has no PSD2 statement (0.4.0.19495.2).");
  return statements;
}

QcTypes read_qc_types(std::string_view der) {
  const auto parts = split(der);
  if (!parts) return {};
  QcStatements statements;
  for (const Statement& part : *parts)
    if (part.oid == type_oid && !read_type(part.statement_info, statements)) return {};
  return {.web = statements.type_web, .seal = statements.type_seal};
}

std::string write_qc_statements(const QcStatements& statements) {
  const auto statement = [](std::string_view oid, std::string_view statement_info) {
    return crypto::der_element(tag::sequence, crypto::der_oid(oid) + std::string(statement_info));
  };
  std::string types;
  if (statements.type_seal) types += crypto::der_oid(seal_oid);
  if (statements.type_web) types += crypto::der_oid(web_oid);
  std::string all;
  if (statements.compliance) all += statement(compliance_oid, {});
  if (!types.empty()) all += statement(type_oid, crypto::der_element(tag::sequence, types));
  if (!statements.nca_id.empty()) all += statement(psd2_oid, written_psd2(statements));
  return crypto::der_element(tag::sequence, all);
}

}  // namespace guichet::tpp
