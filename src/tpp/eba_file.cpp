// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/monotonic_resource.hpp>
#include <boost/json/value_stack.hpp>
#include <string>
#include <utility>

#include "tpp/register_files.hpp"

namespace guichet::tpp {
namespace {

namespace json = boost::json;

constexpr std::size_t deepest_nesting = 32;
constexpr std::size_t bytes_of_an_entity = 64 * 1024;  // nearly all have less than 1 KiB

std::string_view text_in(const json::value* value) {
  if (value == nullptr || !value->is_string()) return {};
  return {value->get_string().data(), value->get_string().size()};
}

std::string_view trimmed(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  return text;
}

/// The texts of a value that is one text or an array of them; nothing if it is neither.
std::optional<std::vector<std::string_view>> texts_in(const json::value& value) {
  std::vector<std::string_view> texts;
  if (value.is_string()) {
    texts.push_back(trimmed(text_in(&value)));
    return texts;
  }
  if (!value.is_array()) return std::nullopt;
  for (const json::value& element : value.get_array()) {
    if (!element.is_string()) return std::nullopt;
    texts.push_back(trimmed(text_in(&element)));
  }
  return texts;
}

/// "Properties" and "Services" are arrays of objects with one member each.
const json::value* in_list_of_members(const json::value* list, std::string_view name) {
  if (list == nullptr || !list->is_array()) return nullptr;
  for (const json::value& element : list->get_array()) {
    if (!element.is_object()) continue;
    if (const json::value* value = element.get_object().if_contains(name)) return value;
  }
  return nullptr;
}

/// What holds no licence of its own: an agent and a branch stand under their parent's, an excluded
/// provider needs none. Often without ENT_AUT, and with numbers that are not the authority's.
bool holds_a_licence(std::string_view entity_type) {
  return entity_type != "PSD_AG" && entity_type != "PSD_BR" && entity_type != "PSD_EXC";
}

std::unexpected<Refusal> wrong(std::string what) { return refuse(Code::internal, std::move(what)); }

/// "FR_ACPR" and "13807" become "PSDFR-ACPR-13807"; empty if the owner is not of that form.
std::string oid_of(std::string_view owner, std::string_view number) {
  constexpr std::size_t underscore = 2;
  if (owner.size() <= underscore + 1 || owner[underscore] != '_' || number.empty()) return {};
  return std::string("PSD")
      .append(owner.substr(0, underscore))
      .append("-")
      .append(owner.substr(underscore + 1))
      .append("-")
      .append(number);
}

std::string_view number_of(const json::object& entity) {
  const auto stated =
      trimmed(text_in(in_list_of_members(entity.if_contains("Properties"), "ENT_NAT_REF_COD")));
  if (!stated.empty()) return stated;
  const std::string_view code = trimmed(text_in(entity.if_contains("EntityCode")));
  const std::size_t mark = code.rfind('!');
  return mark == std::string_view::npos ? std::string_view{} : code.substr(mark + 1);
}

/// Authorised, withdrawn, authorised again and so on, in the order of time.
Outcome<std::vector<StandingTurn>> read_turns(const json::object& entity) {
  const json::value* stated = in_list_of_members(entity.if_contains("Properties"), "ENT_AUT");
  if (stated == nullptr) return wrong("expected ENT_AUT, the days of authorisation, got none");
  const auto texts = texts_in(*stated);
  if (!texts || texts->empty()) return wrong("ENT_AUT: expected one day or a list of days");
  std::vector<StandingTurn> turns;
  for (const std::string_view text : *texts) {
    const auto day = read_register_day(text);
    if (!day)
      return wrong("ENT_AUT: expected days like 2019-01-14, got \"" +
                   std::string(text.substr(0, 20)) + '"');
    if (!turns.empty() && *day < *turns.back().since)
      return wrong("ENT_AUT: expected days in the order of time, got " + std::string(text) +
                   " last");
    turns.push_back({turns.size() % 2 == 0 ? Standing::active : Standing::struck_off, day});
  }
  return turns;
}

Outcome<std::optional<std::set<TppRole>>> read_roles(const json::object& entity,
                                                     std::string_view entity_type) {
  std::optional<std::set<TppRole>> roles;
  if (entity_type == "PSD_AISP") roles.emplace({TppRole::account_information});
  const json::value* services = entity.if_contains("Services");
  if (services == nullptr || services->is_null()) return roles;
  if (!services->is_array()) return wrong("Services: expected an array");
  for (const json::value& of_states : services->get_array()) {
    if (!of_states.is_object()) return wrong("Services: expected an array of objects");
    if (!roles) roles.emplace();
    for (const json::key_value_pair& of_state : of_states.get_object()) {
      const auto codes = texts_in(of_state.value());
      if (!codes) return wrong("Services: expected a code or a list of codes for a state");
      for (const std::string_view code : *codes)
        if (const auto role = role_of_service(code)) roles->insert(*role);
    }
  }
  return roles;
}

Outcome<Licence> read_licence(const json::object& entity, std::string_view entity_type) {
  Licence licence;
  const std::string_view owner = text_in(entity.if_contains("CA_OwnerID"));
  licence.oid = oid_of(owner, number_of(entity));
  if (licence.oid.empty())
    return wrong(R"(expected CA_OwnerID like "FR_ACPR" and ENT_NAT_REF_COD, got none)");
  const json::value* names = in_list_of_members(entity.if_contains("Properties"), "ENT_NAM");
  const auto all_names = names == nullptr ? std::nullopt : texts_in(*names);
  // Of several, the last is the one in Latin letters.
  if (!all_names || all_names->empty() || all_names->back().empty())
    return wrong("expected ENT_NAM, the name, got none");
  licence.name = all_names->back();
  GUICHET_TRY(turns, read_turns(entity));
  licence.turns = std::move(turns);
  GUICHET_TRY(roles, read_roles(entity, entity_type));
  licence.roles = std::move(roles);
  return licence;
}

/// Builds one entity at a time, reads it and forgets it: the file as a tree would take gigabytes.
class Handler {
 public:
  static constexpr std::size_t max_object_size = std::size_t(-1);
  static constexpr std::size_t max_array_size = std::size_t(-1);
  static constexpr std::size_t max_key_size = std::size_t(-1);
  static constexpr std::size_t max_string_size = std::size_t(-1);

  Handler() : arena_(buffer_.data(), buffer_.size()) {}

  Outcome<std::vector<Licence>> take() {
    if (!last_is_a_list_)
      return wrong(
          "The register must be a JSON array whose last element is the array of entities.");
    if (!said_.empty()) return wrong(std::move(said_));
    return std::move(licences_);
  }

  bool on_document_begin(json::error_code&) { return true; }
  bool on_document_end(json::error_code&) { return true; }

  bool on_array_begin(json::error_code&) {
    if (depth_ == 0) root_is_array_ = true;
    if (depth_ == 1) begin_list(root_is_array_);
    note_bare_element();
    ++depth_;
    return true;
  }
  bool on_array_end(std::size_t count, json::error_code&) {
    if (building_) values_.push_array(count);
    --depth_;
    if (depth_ == 1) in_list_ = false;
    return true;
  }
  bool on_object_begin(json::error_code&) {
    if (depth_ == 1) last_is_a_list_ = false;
    if (depth_ == 2 && in_list_) {
      ++entities_;
      building_ = true;
      values_.reset(json::storage_ptr(&arena_));
    }
    ++depth_;
    return true;
  }
  bool on_object_end(std::size_t count, json::error_code&) {
    if (building_) values_.push_object(count);
    --depth_;
    if (building_ && depth_ == 2) end_entity();
    return true;
  }

  bool on_key_part(json::string_view part, std::size_t, json::error_code&) {
    if (building_) values_.push_chars(part);
    return true;
  }
  bool on_key(json::string_view part, std::size_t, json::error_code&) {
    if (building_) values_.push_key(part);
    return true;
  }
  bool on_string_part(json::string_view part, std::size_t, json::error_code&) {
    if (building_) values_.push_chars(part);
    return true;
  }
  bool on_string(json::string_view part, std::size_t, json::error_code&) {
    if (building_) values_.push_string(part);
    return scalar();
  }
  bool on_number_part(json::string_view, json::error_code&) { return true; }
  bool on_int64(std::int64_t number, json::string_view, json::error_code&) {
    if (building_) values_.push_int64(number);
    return scalar();
  }
  bool on_uint64(std::uint64_t number, json::string_view, json::error_code&) {
    if (building_) values_.push_uint64(number);
    return scalar();
  }
  bool on_double(double number, json::string_view, json::error_code&) {
    if (building_) values_.push_double(number);
    return scalar();
  }
  bool on_bool(bool value, json::error_code&) {
    if (building_) values_.push_bool(value);
    return scalar();
  }
  bool on_null(json::error_code&) {
    if (building_) values_.push_null();
    return scalar();
  }
  bool on_comment_part(json::string_view, json::error_code&) { return true; }
  bool on_comment(json::string_view, json::error_code&) { return true; }

 private:
  /// The disclaimer before the entities may be an array too: each list makes the former one void.
  void begin_list(bool in_array) {
    in_list_ = last_is_a_list_ = in_array;
    entities_ = 0;
    licences_.clear();
    said_.clear();
  }

  bool scalar() {
    if (depth_ == 1) last_is_a_list_ = false;
    note_bare_element();
    return true;
  }

  void note_bare_element() {
    if (depth_ != 2 || !in_list_) return;
    ++entities_;
    complain("", "expected an object");
  }

  void end_entity() {
    building_ = false;
    {
      const json::value value = values_.release();
      judge(value.get_object());
    }
    arena_.release();
  }

  void judge(const json::object& entity) {
    const std::string_view type = text_in(entity.if_contains("EntityType"));
    const std::string_view code = text_in(entity.if_contains("EntityCode"));
    if (type.empty()) return complain(code, "expected EntityType, got none");
    if (!holds_a_licence(type)) return;
    auto licence = read_licence(entity, type);
    if (!licence) return complain(code, licence.error().said);
    licences_.push_back(std::move(*licence));
  }

  /// Keeps the first complaint.
  void complain(std::string_view code, std::string_view what) {
    if (!said_.empty()) return;
    said_ = "Entity " + std::to_string(entities_);
    if (!code.empty()) said_.append(" (").append(code.substr(0, 60)).append(")");
    said_.append(": ").append(what).append(".");
  }

  std::array<unsigned char, bytes_of_an_entity> buffer_;
  json::monotonic_resource arena_;
  json::value_stack values_;
  std::size_t depth_ = 0;
  std::size_t entities_ = 0;
  bool root_is_array_ = false;
  bool last_is_a_list_ = false;
  bool in_list_ = false;
  bool building_ = false;
  std::vector<Licence> licences_;
  std::string said_;
};

}  // namespace

Outcome<std::vector<Licence>> read_eba_file(std::string_view text) {
  json::parse_options options;
  options.max_depth = deepest_nesting;
  json::basic_parser<Handler> parser(options);
  json::error_code failure;
  const std::size_t read = parser.write_some(false, text.data(), text.size(), failure);
  if (!failure && read != text.size()) failure = json::error::extra_data;
  if (failure)
    return refuse(Code::internal, "The register is not one JSON text: byte " +
                                      std::to_string(read + 1) + ", " + failure.message() + ".");
  return parser.handler().take();
}

}  // namespace guichet::tpp
