// SPDX-License-Identifier: Apache-2.0
#include "tpp/public_register.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace guichet::tpp {
namespace {

using namespace std::chrono;

constexpr ParisDay today{year{2027}, March, day{22}};
constexpr std::string_view oid = "PSDFR-ACPR-13807";

/// How an entity of the EBA's file shall differ from a good one.
struct Entity {
  std::string type = "PSD_PI";
  std::string owner = "FR_ACPR";
  std::string number = "13807";
  std::string days = R"(["2019-01-14"])";
  std::string services = R"([{"FR":["PS_070","PS_080"]},{"DE":"PS_080"}])";
};

std::string written(const Entity& entity) {
  return R"({"CA_OwnerID":")" + entity.owner + R"(","EntityCode":"PSD_PI!FR_ACPR!)" +
         entity.number + R"(","EntityType":")" + entity.type +
         R"(","Properties":[{"ENT_COD_TYP":"NON_LEI"},{"ENT_NAT_REF_COD":")" + entity.number +
         R"("},{"ENT_NAM":["Ουράνιο","TPP"]},{"ENT_AUT":)" + entity.days + R"(}],"Services":)" +
         entity.services + R"(,"__EBA_EntityVersion":"20270301"})";
}

/// The EBA's file: a disclaimer, then the entities.
std::string eba(const std::vector<Entity>& entities) {
  std::string list;
  for (const Entity& entity : entities) list += (list.empty() ? "" : ",") + written(entity);
  return R"([[{"disclaimer":["as is"]}],[)" + list + "]]";
}

std::string with_days(const std::string& days) {
  Entity entity;
  entity.days = days;
  return eba({entity});
}

std::string regafi(const std::string& lines) {
  return "identifiant;denomination;statut;date_debut;date_fin;services\n" + lines;
}

PublicRegister good(const std::string& text) {
  auto read = PublicRegister::read(text);
  EXPECT_TRUE(read.has_value()) << (read ? "" : read.error().said);
  return read ? std::move(*read) : PublicRegister::read(eba({Entity{}})).value();
}

Standing standing_in(const std::string& text, ParisDay on = today) {
  const auto entry = good(text).find(oid, on);
  return entry ? entry->standing : Standing::absent;
}

std::string refusal_of(const std::string& text) {
  const auto read = PublicRegister::read(text);
  EXPECT_FALSE(read.has_value()) << text.substr(0, 300);
  if (read) return {};
  EXPECT_EQ(read.error().code, Code::internal);
  return read.error().said;
}

void expect_refused(const std::string& text, const std::string& words) {
  const std::string said = refusal_of(text);
  EXPECT_NE(said.find(words), std::string::npos) << said;
}

TEST(EbaRegister, tells_name_standing_first_day_and_roles_of_a_provider) {
  const PublicRegister reg = good(eba({Entity{}}));
  EXPECT_EQ(reg.name(), "EBA register");
  EXPECT_EQ(reg.size(), 1U);
  const auto entry = reg.find(oid, today);
  ASSERT_TRUE(entry);
  EXPECT_EQ(entry->name, "TPP");
  EXPECT_EQ(entry->standing, Standing::active);
  EXPECT_EQ(entry->since, (ParisDay{year{2019}, January, day{14}}));
  EXPECT_TRUE(entry->roles_are_stated);
  EXPECT_EQ(entry->roles, (std::set{TppRole::payment_initiation, TppRole::account_information}));
  EXPECT_FALSE(reg.find("PSDFR-ACPR-13808", today));
  EXPECT_FALSE(reg.find("PSDNL-DNB-13807", today));
  EXPECT_FALSE(reg.find("", today));
}

TEST(EbaRegister, days_alternate_between_authorised_and_withdrawn) {
  EXPECT_EQ(standing_in(with_days(R"("2019-01-14")")), Standing::active);
  EXPECT_EQ(standing_in(with_days(R"(["2019-01-14","2024-02-01"])")), Standing::struck_off);
  EXPECT_EQ(standing_in(with_days(R"(["2019-01-14","2024-02-01","2025-01-01"])")),
            Standing::active);
  EXPECT_EQ(standing_in(with_days(R"(["2019-01-14","2019-01-14"])")), Standing::struck_off);
}

TEST(EbaRegister, a_withdrawal_counts_from_its_day_on) {
  const std::string text = with_days(R"(["2019-01-14","2027-03-23"])");
  EXPECT_EQ(standing_in(text, today), Standing::active);
  EXPECT_EQ(standing_in(text, days_after(today, 1)), Standing::struck_off);
  EXPECT_EQ(standing_in(with_days(R"(["2027-03-23"])"), today), Standing::absent);
}

TEST(EbaRegister, of_several_licences_the_best_one_counts_with_its_roles) {
  Entity former;
  former.days = R"(["2018-01-01","2020-01-01"])";
  former.services = R"([{"FR":["PS_05A","PS_070"]}])";
  Entity present;
  present.type = "PSD_AISP";
  present.services = "[]";
  const auto entry = good(eba({former, present})).find(oid, today);
  ASSERT_TRUE(entry);
  EXPECT_EQ(entry->standing, Standing::active);
  EXPECT_EQ(entry->roles, std::set{TppRole::account_information});
  EXPECT_EQ(good(eba({former, present})).size(), 1U);
}

TEST(EbaRegister, acquiring_is_no_role_and_no_services_are_no_statement) {
  Entity entity;
  entity.services = R"([{"FR":["PS_05A","PS_05B","PS_060"]}])";
  EXPECT_EQ(good(eba({entity})).find(oid, today)->roles, std::set{TppRole::card_issuing});
  entity.services = R"([{"FR":["PS_05B"]}])";
  EXPECT_TRUE(good(eba({entity})).find(oid, today)->roles_are_stated);
  EXPECT_TRUE(good(eba({entity})).find(oid, today)->roles.empty());
  entity.services = "null";
  EXPECT_FALSE(good(eba({entity})).find(oid, today)->roles_are_stated);
}

TEST(EbaRegister, agents_branches_and_excluded_providers_hold_no_licence) {
  for (const char* type : {"PSD_AG", "PSD_BR", "PSD_EXC"}) {
    Entity entity;
    entity.type = type;
    entity.number = "1";
    entity.days = "null";
    EXPECT_EQ(good(eba({entity, Entity{}})).size(), 1U) << type;
  }
}

TEST(EbaRegister, a_number_is_found_however_it_is_punctuated) {
  Entity entity;
  entity.owner = "BE_NBB";
  entity.number = " 1234567890 ";
  const PublicRegister reg = good(eba({entity}));
  EXPECT_TRUE(reg.find("PSDBE-NBB-1234.567.890", today));
  EXPECT_TRUE(reg.find("PSDBE-NBB-1234-567-890", today));
  EXPECT_FALSE(reg.find("PSDBE-NBB-1234.567.891", today));
}

TEST(EbaRegister, without_a_national_number_the_entity_code_has_it) {
  std::string text = eba({Entity{}});
  const std::string member = R"({"ENT_NAT_REF_COD":"13807"},)";
  text.erase(text.find(member), member.size());
  EXPECT_EQ(standing_in(text), Standing::active);
}

TEST(EbaRegister, one_broken_entity_refuses_the_file_and_is_named) {
  Entity broken;
  broken.number = "4711";
  const auto with = [&](std::string Entity::* member, const std::string& value) {
    Entity entity = broken;
    entity.*member = value;
    return eba({Entity{}, entity});
  };
  const std::string here = "Entity 2 (PSD_PI!FR_ACPR!4711): ";
  expect_refused(with(&Entity::days, R"(["2019-02-30"])"), here + "ENT_AUT: expected days like");
  expect_refused(with(&Entity::days, R"(["2024-02-01","2019-01-14"])"), "in the order of time");
  expect_refused(with(&Entity::days, "[]"), here + "ENT_AUT: expected one day or a list");
  expect_refused(with(&Entity::days, "null"), here + "ENT_AUT: expected one day or a list");
  expect_refused(with(&Entity::days, "[2019]"), here + "ENT_AUT");
  expect_refused(with(&Entity::owner, "ACPR"), here + "expected CA_OwnerID");
  expect_refused(with(&Entity::type, ""), here + "expected EntityType");
  expect_refused(with(&Entity::services, "{}"), here + "Services: expected an array");
  expect_refused(with(&Entity::services, "[7]"), here + "Services: expected an array of objects");
  expect_refused(with(&Entity::services, R"([{"FR":7}])"), here + "Services: expected a code");
  expect_refused("[[7]]", "Entity 1: expected an object.");
  expect_refused("[[[]]]", "Entity 1: expected an object.");
  expect_refused("[[{}]]", "Entity 1: expected EntityType");
  expect_refused(R"([[{"EntityType":"PSD_PI","CA_OwnerID":"FR_ACPR","EntityCode":"a!1"}]])",
                 "Entity 1 (a!1): expected ENT_NAM");
}

TEST(EbaRegister, a_file_that_is_not_the_register_is_refused) {
  expect_refused("", "empty");
  expect_refused(" \n", "empty");
  expect_refused("{}", "must be a JSON array");
  expect_refused("[]", "must be a JSON array");
  expect_refused(R"({"a":[{}]})", "must be a JSON array");
  expect_refused("[[],{}]", "must be a JSON array");
  expect_refused("[[],7]", "must be a JSON array");
  expect_refused("[[]]", "no licensed provider");
  expect_refused("[[{]]", "byte 4");
  expect_refused(eba({Entity{}}) + "[]", "not one JSON text");
  expect_refused(eba({Entity{}}).substr(0, 200), "not one JSON text");
}

TEST(EbaRegister, entities_longer_than_the_reserved_room_are_read) {
  Entity entity;
  entity.services = "[";
  for (int i = 0; i < 5'000; ++i)
    entity.services += (i == 0 ? "" : ",") + std::string(R"({"FR":["PS_080"]})");
  entity.services += "]";
  const PublicRegister reg = good(eba({entity, Entity{}, entity}));
  EXPECT_EQ(reg.find(oid, today)->standing, Standing::active);
}

TEST(Regafi, status_words_are_read_with_and_without_accents) {
  EXPECT_EQ(standing_in(regafi("13807;TPP;agree;;;")), Standing::active);
  EXPECT_EQ(standing_in(regafi("13807;TPP;Agréé;;;")), Standing::active);
  EXPECT_EQ(standing_in(regafi("13807;TPP;actif;;;")), Standing::active);
  EXPECT_EQ(standing_in(regafi("13807;TPP;suspendu;;;")), Standing::suspended);
  EXPECT_EQ(standing_in(regafi("13807;TPP;RADIÉ;;;")), Standing::struck_off);
  EXPECT_EQ(standing_in(regafi("13807;TPP;retire;;;")), Standing::struck_off);
}

TEST(Regafi, dates_say_from_when_and_until_when) {
  EXPECT_EQ(standing_in(regafi("13807;TPP;agree;2019-01-14;2027-03-22;")), Standing::struck_off);
  EXPECT_EQ(standing_in(regafi("13807;TPP;agree;2019-01-14;23/03/2027;")), Standing::active);
  EXPECT_EQ(standing_in(regafi("13807;TPP;radie;2019-01-14;2027-03-23;")), Standing::active);
  EXPECT_EQ(standing_in(regafi("13807;TPP;radie;;2027-03-23;")), Standing::active);
  EXPECT_EQ(standing_in(regafi("13807;TPP;radie;2019-01-14;;")), Standing::struck_off);
  EXPECT_EQ(standing_in(regafi("13807;TPP;agree;2027-03-23;;")), Standing::absent);
  EXPECT_EQ(standing_in(regafi("13807;TPP;suspendu;2027-03-23;;")), Standing::suspended);
  EXPECT_EQ(good(regafi("13807;TPP;radie;2019-01-14;01/02/2024;")).find(oid, today)->since,
            (ParisDay{year{2024}, February, day{1}}));
}

TEST(Regafi, columns_stand_in_any_order_and_fields_may_be_quoted) {
  const PublicRegister reg = good(
      "\xEF\xBB\xBFStatut;Services;Dénomination;Commune;Identifiant\r\n"
      "agréé;\"PS_080, PS_070\";\"Guichet; \"\"TPP\"\"\";Paris;PSDFR-ACPR-13807\r\n"
      "\r\n"
      "agréé;aisp|cbpii;Autre;;16948\r\n");
  EXPECT_EQ(reg.name(), "REGAFI");
  EXPECT_EQ(reg.size(), 2U);
  EXPECT_EQ(reg.find(oid, today)->name, R"(Guichet; "TPP")");
  EXPECT_EQ(reg.find(oid, today)->roles,
            (std::set{TppRole::payment_initiation, TppRole::account_information}));
  EXPECT_EQ(reg.find("PSDFR-ACPR-16948", today)->roles,
            (std::set{TppRole::account_information, TppRole::card_issuing}));
}

TEST(Regafi, a_broken_line_refuses_the_file_and_is_named) {
  const std::string first = "16948;TPP;agree;;;\n";
  expect_refused(regafi(first + "13807;TPP;ouvert;;;"), "Line 3: statut: expected");
  expect_refused(regafi(first + "13807;TPP;;;;"), "Line 3: statut");
  expect_refused(regafi(first + ";TPP;agree;;;"), "Line 3: expected identifiant");
  expect_refused(regafi(first + "13807;;agree;;;"), "Line 3: expected denomination");
  expect_refused(regafi(first + "13807;TPP;agree;soon;;"), "Line 3: expected dates");
  expect_refused(regafi(first + "13807;TPP;agree;2024-01-02;2024-01-01;"), "Line 3: expected");
  expect_refused(regafi(first + "13807;TPP;agree;;;;7"), "Line 3: expected at most 6 fields");
  expect_refused(regafi(first + "13807;\"TPP;agree;;;"), "Line 3: a quotation mark");
  expect_refused("identifiant;nom\n13807;TPP\n", "Line 1: expected a header");
  expect_refused(regafi(""), "no licensed provider");
}

}  // namespace
}  // namespace guichet::tpp
