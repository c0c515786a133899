// SPDX-License-Identifier: Apache-2.0
#include "domain/segment.hpp"

#include <utility>

namespace guichet {

int history_depth_days(Segment segment) {
  switch (segment) {
    case Segment::part:
    case Segment::pro:
      return 62;
    case Segment::ent:
    case Segment::assoc:
      return 90;
  }
  std::unreachable();
}

}  // namespace guichet
