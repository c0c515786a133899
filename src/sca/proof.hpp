// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string_view>

#include "sca/texts.hpp"
#include "sca/turn.hpp"

namespace guichet::sca {

/// True if the journey's customer is one, and has been given the means he chose.
bool has_his_means(const Journey& journey);

/// The psu that a port is asked about; empty for whoever is no customer or has not these means, so
/// that nobody learns who is one.
std::string asked_about(const Journey& journey);

/// Puts the challenge of the journey's means to the customer, at first and when he asks again, with
/// `news` on the page; then answers. Nothing leaves the house for somebody unknown, and nobody
/// waits for what does, so that the time tells nothing.
void challenge(TurnPtr turn, std::optional<Text> news = {});

/// Takes what the customer sent as proof, by his means.
void prove(TurnPtr turn);

/// Answers the page's script: 204 not yet, 200 it is time to go on. Changes nothing.
void look(TurnPtr turn);

/// From here on this form alone is judged, on every node: a challenge is tried by one at a time,
/// and a second click is no second try.
void claim(TurnPtr turn, NextStep next);

/// Judges a claimed proof where failures are counted, then agrees, or turns the customer down: with
/// his page and `may_try_again` at the field, or for good where that is nothing.
void conclude(TurnPtr turn, Outcome<bool> is_right, std::optional<Text> may_try_again);

/// The customer's page again, with `error` at the field; nothing is counted.
void show_error(TurnPtr turn, Text error);

// The means, a file each.
void challenge_by_sms(TurnPtr turn);
void prove_by_sms(TurnPtr turn);
void challenge_by_phone(TurnPtr turn);
void prove_by_phone(TurnPtr turn);
void challenge_by_card_reader(TurnPtr turn);
void prove_by_card_reader(TurnPtr turn);
void prove_by_certificate(TurnPtr turn);

/// Has the challenge sent, where there is somebody to send it to, and shows the page without
/// waiting for it to be taken: the time that it takes is nobody's to see. Once it could not be
/// sent, every journey of these means, whoever it is of, leads back to the TPP for some seconds.
void send_and_show(TurnPtr turn, std::move_only_function<void(Completion<void>)> send);

/// So many digits, each as likely.
std::string random_digits(Randomness& randomness, int count);

/// What was typed, without the blanks that people put between digits.
std::string typed_digits(const message::Parameters& form, std::string_view field);

}  // namespace guichet::sca
