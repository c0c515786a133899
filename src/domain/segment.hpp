// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace guichet {

/// The customer segments of the reference page. EI (sole traders) count as part or pro by their
/// online-banking subscription.
enum class Segment { part, pro, ent, assoc };

/// A customer's subscription to online banking. `web_protexion` is the one of guardians of
/// protected adults, which the interface does not cover.
enum class Subscription { dei_part, dei_pro, ce_net, web_protexion };

/// The subscription that customers of this segment have as a rule: companies and associations CE
/// Net, professionals DEI PRO.
Subscription usual_subscription(Segment segment);

/// How many Paris days back this subscription shows: 62 for the two DEI, 90 for CE Net. The
/// interface shows what online banking shows (reference page, "Limitations fonctionnelles").
int history_depth_days(Subscription subscription);

/// True if entries bear a bank transaction code: for professionals and legal persons only
/// (reference page, "Obtenir la liste des transactions").
bool has_bank_transaction_codes(Segment segment);

}  // namespace guichet
