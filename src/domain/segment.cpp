// SPDX-License-Identifier: Apache-2.0
#include "domain/segment.hpp"

#include <utility>

namespace guichet {

Subscription usual_subscription(Segment segment) {
  switch (segment) {
    case Segment::part:
      return Subscription::dei_part;
    case Segment::pro:
      return Subscription::dei_pro;
    case Segment::ent:
    case Segment::assoc:
      return Subscription::ce_net;
  }
  std::unreachable();
}

int history_depth_days(Subscription subscription) {
  return subscription == Subscription::ce_net ? 90 : 62;
}

bool has_bank_transaction_codes(Segment segment) { return segment != Segment::part; }

}  // namespace guichet
