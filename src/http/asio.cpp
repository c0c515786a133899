// SPDX-License-Identifier: Apache-2.0
// The one place where Asio itself is compiled, for the whole program.
#include <boost/asio/impl/src.hpp>
