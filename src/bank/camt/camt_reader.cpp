// SPDX-License-Identifier: Apache-2.0
#include "bank/camt/camt_reader.hpp"

#include <libxml/SAX2.h>
#include <libxml/parser.h>

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "bank/camt/camt_values.hpp"
#include "bank/camt/statement_builder.hpp"
#include "bank/camt/structure.hpp"

namespace guichet::bank {
namespace {

/// Well under what libxml2 counts with an int.
constexpr std::size_t most_bytes_at_once = std::size_t{1} << 20;
/// From so many bytes libxml2 tells the encoding.
constexpr std::size_t head_length = 4;
constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

std::string_view view(const xmlChar* text) {
  return text ? std::string_view(reinterpret_cast<const char*>(text)) : std::string_view{};
}

bool is_utf8(std::string_view encoding) {
  constexpr std::string_view name = "UTF-8";
  return std::ranges::equal(encoding, name, {},
                            [](char c) { return c >= 'a' && c <= 'z' ? c - ('a' - 'A') : c; });
}

/// A SAX2 start of an element has five words for each attribute: local name, prefix, namespace, and
/// where its value begins and ends.
constexpr int words_an_attribute = 5;

std::string_view currency_in(int count, const xmlChar** attributes) {
  for (int i = 0; i < count; ++i) {
    const xmlChar** attribute = attributes + static_cast<std::ptrdiff_t>(i) * words_an_attribute;
    if (view(attribute[0]) != "Ccy" || attribute[1]) continue;
    const char* value = reinterpret_cast<const char*>(attribute[3]);
    return {value, static_cast<std::size_t>(attribute[4] - attribute[3])};
  }
  return {};
}

}  // namespace

/// The parser of libxml2, its callbacks, and the first damage they found. The events come one by
/// one as text is parsed, without a tree: so a line is known beyond 65,535, and a document type
/// declaration before what is in it.
class CamtReader::Parsing {
 public:
  explicit Parsing(StatementSink& sink) : builder(sink) {
    xmlInitParser();
    handler.initialized = XML_SAX2_MAGIC;
    handler.startDocument = &Parsing::on_document;
    handler.internalSubset = &Parsing::on_document_type;
    handler.startElementNs = &Parsing::on_start;
    handler.endElementNs = &Parsing::on_end;
    handler.characters = &Parsing::on_text;
    handler.cdataBlock = &Parsing::on_text;
    handler.serror = &Parsing::on_error;
  }
  ~Parsing() {
    if (context) xmlFreeParserCtxt(context);
  }
  Parsing(const Parsing&) = delete;
  Parsing& operator=(const Parsing&) = delete;

  Taken feed(std::string_view bytes) {
    if (!context) {
      const std::size_t taken = std::min(bytes.size(), head_length - head.size());
      head += bytes.substr(0, taken);
      bytes.remove_prefix(taken);
      if (head.size() < head_length) return {};
      if (auto opened = open(); !opened) return opened;
    }
    for (; !bytes.empty() && !found;
         bytes.remove_prefix(std::min(bytes.size(), most_bytes_at_once)))
      parse(bytes.substr(0, most_bytes_at_once));
    return verdict();
  }

  Taken finish() {
    if (!context) {
      refuse_at(1, head.empty() ? "the file is empty" : "this is no XML");
      return verdict();
    }
    if (!found && xmlParseChunk(context, nullptr, 0, 1) != 0) refuse("this is no well-formed XML");
    return verdict();
  }

  StatementBuilder builder;

 private:
  Taken open() {
    const std::string_view begins = head;
    if (begins[0] != '<' && !begins.starts_with(byte_order_mark)) {
      refuse_at(1, "this is no XML in UTF-8");
      return verdict();
    }
    if (begins[1] == '\0') {
      refuse_at(1, "the encoding is not UTF-8");
      return verdict();
    }
    context = xmlCreatePushParserCtxt(&handler, this, head.data(), static_cast<int>(head.size()),
                                      nullptr);
    if (!context) throw std::bad_alloc();
    xmlCtxtUseOptions(context, XML_PARSE_NONET | XML_PARSE_NOCDATA);
    return {};
  }

  void parse(std::string_view bytes) {
    const int failed = xmlParseChunk(context, bytes.data(), static_cast<int>(bytes.size()), 0);
    if (failed != 0 && !found) refuse("this is no well-formed XML");
  }

  Taken verdict() const {
    if (found) return std::unexpected(*found);
    return {};
  }

  std::int64_t line() const { return context ? xmlSAX2GetLineNumber(context) : 1; }

  void refuse(std::string reason) { refuse_at(line(), std::move(reason)); }
  void refuse_at(std::int64_t at, std::string reason) { refuse(Damage{at, std::move(reason)}); }
  void refuse(Damage damage) {
    if (found) return;
    found = std::move(damage);
    if (context) xmlStopParser(context);
  }

  void start(std::string_view name, std::string_view xml_namespace, std::string_view currency) {
    if (!message) {
      message = message_of(xml_namespace);
      if (!message)
        return refuse(
            "expected a Document of camt.053.001.02, camt.053.001.08, camt.052.001.02 or "
            "camt.052.001.08, got \"" +
            shown(xml_namespace.substr(xml_namespace.rfind(':') + 1)) + "\"");
      own_namespace = xml_namespace;
      structure.set_message(message);
      builder.set_message(message);
    }
    // Only what is not read may be of another namespace.
    const auto field = structure.enter(xml_namespace == own_namespace ? name : "another namespace");
    if (!field) return refuse(field.error());
    if (auto begun = builder.begin(*field, currency, line()); !begun) refuse(begun.error());
  }

  void end() {
    const auto left = structure.leave();
    if (!left) return refuse(left.error());
    if (auto ended = builder.end(left->field, left->name, left->text, line()); !ended)
      refuse(ended.error());
  }

  static Parsing& of(void* self) { return *static_cast<Parsing*>(self); }

  static void on_document(void* self) {
    Parsing& parsing = of(self);
    const auto* said =
        parsing.context->encoding ? parsing.context->encoding : parsing.context->input->encoding;
    if (said && !is_utf8(view(said)))
      parsing.refuse("the encoding is \"" + shown(view(said)) + "\"; ISO 20022 is in UTF-8");
  }

  static void on_document_type(void* self, const xmlChar*, const xmlChar*, const xmlChar*) {
    of(self).refuse("a document type declaration (DOCTYPE) is not taken, nor any entity");
  }

  static void on_start(void* self, const xmlChar* name, const xmlChar*, const xmlChar* uri, int,
                       const xmlChar**, int attributes, int, const xmlChar** values) {
    if (!of(self).found) of(self).start(view(name), view(uri), currency_in(attributes, values));
  }

  static void on_end(void* self, const xmlChar*, const xmlChar*, const xmlChar*) {
    if (!of(self).found) of(self).end();
  }

  static void on_text(void* self, const xmlChar* text, int length) {
    Parsing& parsing = of(self);
    if (parsing.found) return;
    const std::string_view bytes(reinterpret_cast<const char*>(text),
                                 static_cast<std::size_t>(length));
    const auto taken = parsing.structure.text(bytes);
    if (taken) return;
    // The line is where the text ends; what is wrong with it begins earlier.
    const std::size_t begin = std::min(bytes.find_first_not_of(" \t\r\n"), bytes.size());
    // libxml2 gives a carriage return alone as a new line, but does not count it as one.
    const std::int64_t begins = parsing.line() - std::ranges::count(bytes.substr(begin), '\n');
    parsing.refuse_at(std::max<std::int64_t>(begins, 1), taken.error());
  }

  static void on_error(void* self, xmlErrorPtr error) {
    if (error->level < XML_ERR_ERROR) return;
    std::string said = error->message ? error->message : "no reason given";
    std::replace_if(said.begin(), said.end(), [](char c) { return c < ' ' || c > '~'; }, ' ');
    said.erase(said.find_last_not_of(' ') + 1);
    of(self).refuse_at(error->line, "this is no well-formed XML: " + said.substr(0, 200));
  }

  std::string head;
  xmlSAXHandler handler{};
  xmlParserCtxtPtr context = nullptr;
  unsigned message = 0;
  std::string own_namespace;
  Structure structure;
  std::optional<Damage> found;
};

CamtReader::CamtReader(StatementSink& sink) : parsing_(std::make_unique<Parsing>(sink)) {}
CamtReader::~CamtReader() = default;

Taken CamtReader::feed(std::string_view bytes) { return parsing_->feed(bytes); }
Taken CamtReader::finish() { return parsing_->finish(); }
std::int64_t CamtReader::entries() const { return parsing_->builder.entries(); }

}  // namespace guichet::bank
