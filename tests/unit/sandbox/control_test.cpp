// SPDX-License-Identifier: Apache-2.0
#include "sandbox/control.hpp"

#include <gtest/gtest.h>

#include <filesystem>

#include "crypto/secret.hpp"
#include "sandbox/test_authority.hpp"
#include "store/memory/memory_tpp_book.hpp"

namespace guichet::sandbox {
namespace {

/// 22 March 2027, 09:00:00 UTC.
constexpr Instant now{std::chrono::seconds{1'805'706'000}};
constexpr std::string_view oid = "PSDFR-ACPR-99077";

class FixedClock final : public Clock {
 public:
  Instant now() const override { return sandbox::now; }
};

/// A book on a disk that is lost.
class LostBook final : public store::TppBook {
 public:
  void enrol(EnrolledTpp, Completion<void> done) override { done(refuse(Code::store_unavailable)); }
  void change(EnrolledTpp, Completion<EnrolledTpp> done) override {
    done(refuse(Code::store_unavailable));
  }
  void remove(std::string, Completion<void> done) override { done({}); }
  void version(Completion<std::int64_t> done) override { done(refuse(Code::store_unavailable)); }
  void all(Completion<std::vector<EnrolledTpp>> done) override { done({}); }
};

/// As a JSON string holds it.
std::string in_one_line(const std::string& pem) {
  std::string line;
  for (const char c : pem) line += c == '\n' ? std::string("\\n") : std::string(1, c);
  return line;
}

class ControlPort : public testing::Test {
 protected:
  ControlPort() {
    std::string name = testing::TempDir() + "guichet-control-XXXXXX";
    directory_ = mkdtemp(name.data());
    authority_.emplace(directory_);
    EXPECT_TRUE(authority_->ensure_authority(now));
    trust_.replace_anchors(crypto::TrustStore({authority_->authority_der()}));
    statuses_.emplace(StatusAuthority::open(directory_).value());
  }
  ~ControlPort() override { std::filesystem::remove_all(directory_); }

  Control with(store::TppBook& book) {
    return Control(ControlDoors{hosts_,
                                clock_,
                                tpps_,
                                book,
                                trust_,
                                clock_,
                                *statuses_,
                                licences_,
                                inspector_,
                                faults_,
                                PhoneDoors{phone_, wallet_, {hosts_, {}, {}, {}, {}, {}}},
                                {},
                                bank_,
                                [](Instant) { return store::Census{}; },
                                [] { return Outcome<void>{}; },
                                [](const std::string&) { return Outcome<void>{}; },
                                [](const std::string&) { return Outcome<void>{}; },
                                [] { return Outcome<void>{}; },
                                {}});
  }

  message::Response post(Control control, const std::string& target, std::string body) {
    message::Request request;
    request.method = "POST";
    request.target = target;
    request.headers.add("Host", "localhost:8080");
    request.headers.add("Content-Type", "application/json");
    request.body = std::move(body);
    request.door = message::Door::web;
    return control.answer(request);
  }

  /// Enrols a TPP with a seal that differs so from a good one.
  message::Response enrol(store::TppBook& book, const IssueOptions& options) {
    const auto seal =
        authority_->issue(oid, {TppRole::account_information}, CertificateKind::qseal, options);
    EXPECT_TRUE(seal) << seal.error().said;
    return post(with(book), "/_sandbox/tpps",
                R"({"qseal":")" + in_one_line(seal->certificate_pem) + R"("})");
  }

  std::size_t enrolled_in(store::TppBook& book) {
    std::size_t count = 0;
    book.all([&](Outcome<std::vector<EnrolledTpp>> all) { count = all->size(); });
    return count;
  }

  std::filesystem::path directory_;
  std::optional<TestAuthority> authority_;
  FixedClock machine_;
  MovableClock clock_{machine_, std::chrono::milliseconds{0}};
  HostNames hosts_{"localhost", "17515"};
  tpp::TppRegister tpps_;
  tpp::Trust trust_{crypto::TrustStore({})};
  std::optional<StatusAuthority> statuses_;
  tpp::Licences licences_{false};
  store::MemoryTppBook book_;
  record::Inspector inspector_;
  Faults faults_;
  Phone phone_{clock_};
  bank::EmbeddedBank bank_{persona_tables(), clock_};
  Wallet wallet_{"house", crypto::TrustStore({}), clock_};
};

TEST_F(ControlPort, enrols_a_tpp_and_writes_it_down) {
  EXPECT_EQ(enrol(book_, IssueOptions::valid_from(now)).status, 201);
  EXPECT_TRUE(tpps_.by_oid(oid, Environment::sandbox));
  EXPECT_EQ(enrolled_in(book_), 1U);
}

TEST_F(ControlPort, a_tpp_that_could_not_be_written_down_is_not_enrolled) {
  LostBook lost;
  EXPECT_EQ(enrol(lost, IssueOptions::valid_from(now)).status, 503);
  EXPECT_FALSE(tpps_.by_oid(oid, Environment::sandbox));
}

TEST_F(ControlPort, refuses_a_seal_of_an_authority_that_nobody_trusts) {
  IssueOptions foreign = IssueOptions::valid_from(now);
  foreign.foreign_authority = true;
  const auto answer = enrol(book_, foreign);
  EXPECT_EQ(answer.status, entry_of(Code::cert_untrusted).status);
  EXPECT_TRUE(answer.body.contains("DIR/pki/ca.pem")) << answer.body;
  EXPECT_FALSE(tpps_.by_oid(oid, Environment::sandbox));
  EXPECT_EQ(enrolled_in(book_), 0U);
}

TEST_F(ControlPort, refuses_a_seal_that_cannot_serve_before_it_is_written_down) {
  IssueOptions weak = IssueOptions::valid_from(now);
  weak.rsa_bits = 1024;
  EXPECT_EQ(enrol(book_, weak).status, entry_of(Code::cert_weak).status);
  EXPECT_EQ(enrolled_in(book_), 0U);
}

TEST_F(ControlPort, enrols_a_seal_out_of_its_time_for_whoever_tests_that) {
  IssueOptions expired = IssueOptions::valid_from(now);
  expired.not_after = now - std::chrono::days{1};
  EXPECT_EQ(enrol(book_, expired).status, 201);
}

TEST_F(ControlPort, an_account_is_blocked_and_freed_and_the_answer_says_what_holds) {
  const auto blocked = post(with(book_), "/_sandbox/accounts",
                            R"({"iban":"FR7617515000920400430518020","blocked":true})");
  EXPECT_EQ(blocked.status, 200);
  EXPECT_EQ(blocked.body,
            R"({"iban":"FR7617515000920400430518020","establishment":"17515","state":"active",)"
            R"("blocked":true,"seized":false,"eligible":false})"
            "\n");
  const auto freed = post(with(book_), "/_sandbox/accounts",
                          R"({"iban":"FR7617515000920400430518020","blocked":false})");
  EXPECT_TRUE(freed.body.contains(R"("eligible":true)")) << freed.body;
}

TEST_F(ControlPort, a_change_to_an_account_that_cannot_be_is_refused) {
  const std::string lea = R"({"iban":"FR7617515000920400430518020",)";
  for (const auto& [body, code] :
       {std::pair{lea + R"("state":"frozen"})", Code::field_type},
        {lea + R"("blocked":1})", Code::field_type},
        {lea + R"("establishment":"14265"})", Code::account_unknown},
        {R"({"iban":"FR7617515000920400430518021"})", Code::iban_invalid},
        {R"({"iban":"DE89370400440532013000","seized":true})", Code::account_unknown}}) {
    const auto answer = post(with(book_), "/_sandbox/accounts", body);
    EXPECT_EQ(answer.status, entry_of(code).status) << body;
    EXPECT_TRUE(answer.body.contains(entry_of(code).name)) << answer.body;
  }
}

TEST_F(ControlPort, a_day_of_the_clock_books_entries_and_says_how_many) {
  const auto answer = post(with(book_), "/_sandbox/clock", R"({"advance":"P1D"})");
  EXPECT_EQ(answer.status, 200);
  EXPECT_TRUE(answer.body.contains(R"("entries_booked":)")) << answer.body;
  EXPECT_FALSE(answer.body.contains(R"("entries_booked":0)")) << answer.body;
  EXPECT_TRUE(post(with(book_), "/_sandbox/clock", R"({"advance":"PT1S"})")
                  .body.contains(R"("entries_booked":0)"));
}

TEST_F(ControlPort, the_clock_has_one_end_for_both_ways_of_moving_it) {
  for (const char* body : {R"({"now":"2199-01-01T00:00:01Z"})", R"({"now":"9999-12-31T00:00:00Z"})",
                           R"({"advance":"P90000D"})"}) {
    const auto answer = post(with(book_), "/_sandbox/clock", body);
    EXPECT_EQ(answer.status, 400) << body;
    EXPECT_TRUE(answer.body.contains("ends on 2199-01-01")) << answer.body;
    EXPECT_EQ(clock_.now(), now);
  }
  EXPECT_EQ(post(with(book_), "/_sandbox/clock", R"({"now":"2199-01-01T00:00:00Z"})").status, 200);
}

}  // namespace
}  // namespace guichet::sandbox
