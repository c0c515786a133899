// SPDX-License-Identifier: Apache-2.0
#include "app/status_refresher.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <future>

#include "crypto/issue.hpp"
#include "crypto/x509.hpp"

namespace guichet::app {
namespace {

using std::chrono::seconds;

constexpr Instant noon =
    std::chrono::sys_days(std::chrono::year(2026) / 11 / 23) + std::chrono::hours(11);

class HandClock final : public Clock {
 public:
  Instant now() const override { return Instant(std::chrono::milliseconds(now_ms_.load())); }
  void advance(std::chrono::milliseconds by) { now_ms_ += by.count(); }

 private:
  std::atomic<std::int64_t> now_ms_ = noon.time_since_epoch().count();
};

struct Issuer {
  Issuer() {
    crypto::CertificateOrder order;
    order.common_name = "Authority";
    order.not_before = noon - std::chrono::days{1};
    order.not_after = noon + std::chrono::days{1};
    order.is_authority = true;
    order.key_usage = "keyCertSign,cRLSign";
    der = crypto::issue_certificate(order, key.spki(), key, {});
  }
  crypto::PrivateKey key = crypto::PrivateKey::new_ec_p256();
  std::string der;
};

/// A certificate with a responder of its own, http://responder.example/SERIAL.
crypto::IssuedCertificate certificate(const std::string& serial,
                                      std::vector<std::string> list_urls = {}) {
  static const Issuer issuer;
  static const crypto::IssuedCertificate one = [] {
    crypto::CertificateOrder order;
    order.common_name = "holder";
    order.not_before = noon - std::chrono::days{1};
    order.not_after = noon + std::chrono::days{1};
    const std::string leaf = crypto::issue_certificate(
        order, crypto::PrivateKey::new_ec_p256().spki(), issuer.key, issuer.der);
    return crypto::TrustStore({issuer.der}).path({leaf}, noon).value().issued.front();
  }();
  crypto::IssuedCertificate made = one;
  made.serial_hex = serial;
  made.responder_urls = {"http://responder.example/" + serial};
  made.list_urls = std::move(list_urls);
  return made;
}

/// A refresher whose errands a test sees and lets go.
struct StatusRefresherTest : ::testing::Test {
  ~StatusRefresherTest() override { open_the_gate(); }

  StatusRefresher& refresher(StatusSources sources = {}) {
    refresher_.emplace(
        std::move(sources), book, [] { return std::vector<std::string>(); }, clock, log,
        [this](const Errand& errand) {
          {
            const std::lock_guard lock(mutex_);
            ++errands_[errand.url];
          }
          seen_.notify_all();
          gate_.wait_until_open();
          return std::unexpected(std::string("silent"));
        });
    refresher_->start();
    return *refresher_;
  }

  /// Asks, and gives what becomes ready with the answer.
  std::future<void> ask(const crypto::IssuedCertificate& about) {
    auto answered = std::make_shared<std::promise<void>>();
    auto ready = answered->get_future();
    refresher_->ask(about, [answered](const Outcome<void>&) { answered->set_value(); });
    return ready;
  }

  void wait_for_errand(const std::string& url, int times = 1) {
    std::unique_lock lock(mutex_);
    seen_.wait(lock, [&] { return errands_[url] >= times; });
  }
  int errands(const std::string& url) {
    const std::lock_guard lock(mutex_);
    return errands_[url];
  }
  void close_the_gate() { gate_.close(); }
  void open_the_gate() { gate_.open(); }

  /// Holds errands back while it is closed.
  class Gate {
   public:
    void close() {
      const std::lock_guard lock(mutex_);
      is_closed_ = true;
    }
    void open() {
      {
        const std::lock_guard lock(mutex_);
        is_closed_ = false;
      }
      opened_.notify_all();
    }
    void wait_until_open() {
      std::unique_lock lock(mutex_);
      opened_.wait(lock, [this] { return !is_closed_; });
    }

   private:
    std::mutex mutex_;
    std::condition_variable opened_;
    bool is_closed_ = false;
  };

  HandClock clock;
  record::Log log{record::Log::Level::off};
  tpp::RevocationBook book;
  std::mutex mutex_;
  std::condition_variable seen_;
  std::map<std::string, int> errands_;
  Gate gate_;
  std::optional<StatusRefresher> refresher_;
};

TEST_F(StatusRefresherTest, asks_once_for_all_who_wait_for_the_same_certificate) {
  refresher();
  close_the_gate();
  std::vector<std::future<void>> waiting;
  for (int i = 0; i < 10; ++i) waiting.push_back(ask(certificate("01")));
  wait_for_errand("http://responder.example/01");
  open_the_gate();
  for (auto& each : waiting) each.get();
  EXPECT_EQ(errands("http://responder.example/01"), 1);
  ask(certificate("01")).get();
  EXPECT_EQ(errands("http://responder.example/01"), 1) << "it was asked about already";
}

TEST_F(StatusRefresherTest, a_silent_responder_does_not_hold_up_the_question_of_another) {
  refresher();
  close_the_gate();
  auto silent = ask(certificate("01"));
  wait_for_errand("http://responder.example/01");
  auto other = ask(certificate("02"));
  wait_for_errand("http://responder.example/02");  // while the first is still on its way
  open_the_gate();
  silent.get();
  other.get();
}

TEST_F(StatusRefresherTest, a_first_request_is_served_while_many_certificates_are_due) {
  refresher();
  for (int i = 10; i < 60; ++i) ask(certificate(std::to_string(i))).get();
  clock.advance(seconds(61));  // every silent one is due
  close_the_gate();
  for (int i = 0; i < 3; ++i) {
    auto fresh = ask(certificate("fresh" + std::to_string(i)));
    open_the_gate();
    fresh.get();
  }
}

TEST_F(StatusRefresherTest, ends_without_asking_about_all_that_are_due) {
  refresher();
  for (int i = 10; i < 60; ++i) ask(certificate(std::to_string(i))).get();
  close_the_gate();
  clock.advance(seconds(61));
  std::jthread opener([this] { open_the_gate(); });
  refresher_.reset();
  SUCCEED() << "it would hang here";
}

TEST_F(StatusRefresherTest,
       fetches_the_list_that_a_certificate_names_when_its_responder_is_silent) {
  refresher();
  ask(certificate("01", {"http://lists.example/ca.crl"})).get();
  EXPECT_EQ(errands("http://lists.example/ca.crl"), 1);
  clock.advance(seconds(59));
  ask(certificate("02", {"http://lists.example/ca.crl"})).get();
  EXPECT_EQ(errands("http://lists.example/ca.crl"), 1);
  clock.advance(seconds(2));
  wait_for_errand("http://lists.example/ca.crl", 2);  // a minute after the failure, not after 900 s
}

}  // namespace
}  // namespace guichet::app
