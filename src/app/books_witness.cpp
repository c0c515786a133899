// SPDX-License-Identifier: Apache-2.0
#include "app/books_witness.hpp"

#include <charconv>
#include <filesystem>
#include <string_view>

#include "crypto/sha256.hpp"
#include "message/http_date.hpp"
#include "sandbox/kept_file.hpp"

namespace guichet::app {
namespace {

constexpr std::chrono::minutes kept_every{1};

}  // namespace

// The address may have a password in it, so that its digest is kept.
BooksWitness::BooksWitness(const std::string& directory, const std::string& store)
    : file_(directory + "/books.seen"), books_(crypto::hex(crypto::sha256(store))) {}

std::optional<Instant> BooksWitness::seen() const {
  std::error_code error;
  if (!std::filesystem::exists(file_, error)) return Instant{};
  const auto kept = sandbox::read_kept_file(file_);
  if (!kept || kept->size() < books_.size() + 2 || kept->at(books_.size()) != ' ' ||
      kept->find_first_not_of("0123456789abcdef") != books_.size())
    return std::nullopt;
  Instant::rep at = 0;
  const char* const end = kept->data() + kept->size();
  const auto read = std::from_chars(kept->data() + books_.size() + 1, end, at);
  if (read.ec != std::errc{} || std::string_view(read.ptr, end) != "\n") return std::nullopt;
  return kept->starts_with(books_) ? Instant(std::chrono::milliseconds(at)) : Instant{};
}

Outcome<void> BooksWitness::check(Instant mark) const {
  const auto before = seen();
  if (mark == Instant{}) return {};
  if (!before)
    return refuse(Code::store_unavailable, {},
                  file_ +
                      " is damaged, so that a backup may have taken the place of the books, in "
                      "which revoked tokens live; end all tokens with `guichet admin tokens "
                      "void` and start again");
  if (mark >= *before) return {};
  return refuse(Code::store_unavailable, {},
                "the books are of " + message::http_date(mark) + ", and were seen at " +
                    message::http_date(*before) +
                    ": a backup took their place, in which revoked tokens live; end all tokens "
                    "with `guichet admin tokens void` and start again");
}

std::optional<std::string> BooksWitness::words_of_new(Instant mark) const {
  const auto before = seen();
  if (mark != Instant{} || before == Instant{}) return std::nullopt;
  return "the books are new, while others were served from here before" +
         (before ? ", until " + message::http_date(*before) : std::string()) +
         ": the tokens, consents and batch accesses in those are gone";
}

void BooksWitness::keep(Instant mark) {
  if (mark - kept_ >= kept_every) keep_now(mark);
}

void BooksWitness::keep_now(Instant mark) {
  if (mark <= kept_) return;
  const std::string words = books_ + " " + std::to_string(mark.time_since_epoch().count()) + "\n";
  if (sandbox::write_kept_file(file_, words, sandbox::Readers::owner)) kept_ = mark;
}

void BooksWitness::forget() {
  std::error_code error;
  std::filesystem::remove(file_, error);
  kept_ = {};
}

}  // namespace guichet::app
