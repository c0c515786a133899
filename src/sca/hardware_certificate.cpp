// SPDX-License-Identifier: Apache-2.0
//
// The certificate on a device, for professionals and companies: the browser shows it in TLS.
#include <utility>

#include "sca/proof.hpp"

namespace guichet::sca {

void prove_by_certificate(TurnPtr turn) {
  // Nothing was shown, so nothing was tried: perhaps the card is not in its reader yet.
  if (turn->request.certificate == nullptr)
    return show_error(std::move(turn), Text::error_certificate_missing);
  claim(std::move(turn), [](TurnPtr claimed) {
    CustomerCertificates& certificates = claimed->state.proofs.certificates;
    std::string code(claimed->establishment.code);
    std::string psu = asked_about(claimed->journey);
    auto certificate = claimed->request.certificate;
    certificates.is_of(std::move(code), std::move(psu), std::move(certificate),
                       [claimed = std::move(claimed)](Outcome<bool> is_right) mutable {
                         conclude(std::move(claimed), std::move(is_right),
                                  Text::error_certificate_wrong);
                       });
  });
}

}  // namespace guichet::sca
