// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <string>
#include <vector>

#include "domain/brand.hpp"
#include "portal/assets.hpp"

namespace guichet::portal {
namespace {

/// WCAG 2.2 1.4.3, level AA, text of the usual size.
constexpr double least_contrast = 4.5;

std::string served(const std::string& source_name) {
  const auto response = asset_response(asset_path(source_name));
  EXPECT_TRUE(response.has_value()) << source_name;
  return response ? response->body : std::string();
}

/// The declarations that the pages' style sheet has for `selector`.
std::string rule_of(const std::string& selector) {
  const std::string sheet = served("sca.css");
  const auto at = sheet.find(selector + "{");
  if (at == std::string::npos) return {};
  const auto from = at + selector.size() + 1;
  return sheet.substr(from, sheet.find('}', from) - from);
}

/// "#rrggbb" or "#rgb" of a variable; empty if it is not there or not written so.
std::string colour_of(const std::string& rule, const std::string& variable) {
  const auto at = (";" + rule).find(";" + variable + ":");
  if (at == std::string::npos) return {};
  const auto hash = rule.find_first_not_of(' ', at + variable.size() + 1);
  std::string colour = rule.substr(hash, rule.find(';', hash) - hash);
  if (!colour.starts_with('#')) return {};
  if (colour.size() == 4)
    colour = {'#', colour[1], colour[1], colour[2], colour[2], colour[3], colour[3]};
  return colour.size() == 7 ? colour : std::string();
}

/// WCAG 2.2, relative luminance.
double luminance_of(const std::string& colour) {
  constexpr std::array weights{0.2126, 0.7152, 0.0722};
  double luminance = 0;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    const double part =
        static_cast<double>(std::strtol(colour.substr(1 + 2 * i, 2).c_str(), nullptr, 16)) / 255;
    luminance +=
        weights.at(i) * (part <= 0.04045 ? part / 12.92 : std::pow((part + 0.055) / 1.055, 2.4));
  }
  return luminance;
}

/// WCAG 2.2, contrast ratio: 1 to 21.
double contrast(const std::string& one, const std::string& other) {
  const auto [darker, lighter] = std::minmax({luminance_of(one), luminance_of(other)});
  return (lighter + 0.05) / (darker + 0.05);
}

TEST(Contrast, is_computed_as_wcag_does) {
  EXPECT_NEAR(contrast("#000000", "#ffffff"), 21, 0.001);
  EXPECT_NEAR(contrast("#777777", "#ffffff"), 4.48, 0.01);
  EXPECT_NEAR(contrast("#ffffff", "#0000ff"), 8.59, 0.01);
}

TEST(BrandColours, contrast_with_the_text_on_the_bar_and_on_the_buttons) {
  std::vector<std::string> selectors{":root"};
  for (const Brand& brand : brands) selectors.push_back(".brand-" + std::string(brand.word));
  for (const std::string& selector : selectors) {
    const std::string rule = rule_of(selector);
    const std::string text = colour_of(rule, "--on-brand");
    ASSERT_FALSE(text.empty()) << selector << ' ' << rule;
    for (const char* ground : {"--brand", "--brand-dark"}) {
      const std::string colour = colour_of(rule, ground);
      ASSERT_FALSE(colour.empty()) << selector << ' ' << ground << ' ' << rule;
      EXPECT_GE(contrast(text, colour), least_contrast) << selector << ' ' << ground;
    }
  }
}

TEST(BrandColours, are_the_only_ones_on_the_bar_and_the_buttons) {
  for (const char* selector : {".bank", ".primary"}) {
    const std::string rule = rule_of(selector);
    EXPECT_NE(rule.find("color:var(--on-brand)"), std::string::npos) << rule;
    EXPECT_NE(rule.find("background:var(--brand)"), std::string::npos) << rule;
  }
  EXPECT_NE(rule_of(".primary:hover").find("background:var(--brand-dark)"), std::string::npos);
}

TEST(BrandDrawings, are_there_for_every_brand_and_hold_nothing_but_shapes) {
  for (const Brand& brand : brands) {
    const std::string drawing = served("brand-" + std::string(brand.word) + ".svg");
    EXPECT_NE(drawing.find("viewBox=\"0 0 32 32\""), std::string::npos) << brand.name;
    // A ground of its own, so that it is seen on any bar and in forced colours.
    EXPECT_NE(drawing.find("<rect width=\"32\" height=\"32\" rx=\"6\" fill=\"#fff\"/>"),
              std::string::npos);
    for (const char* other : {"<script", "<style", "style=", "<image", "href", "<text", "<foreign"})
      EXPECT_EQ(drawing.find(other), std::string::npos) << brand.name << ' ' << other;
  }
}

}  // namespace
}  // namespace guichet::portal
