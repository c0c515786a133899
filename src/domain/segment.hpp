// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace guichet {

/// The customer segments of the reference page. EI (sole traders) count as part or pro by their
/// online-banking subscription.
enum class Segment { part, pro, ent, assoc };

/// How many Paris days back a customer of this segment sees: 62 for PART and PRO, 90 for ENT and
/// ASSOC.
int history_depth_days(Segment segment);

}  // namespace guichet
