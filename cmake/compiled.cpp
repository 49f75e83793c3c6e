// SPDX-License-Identifier: BSL-1.0
// The component infobound::compiled: what its header declares to be in another file is in this one.
#define INFOBOUND_IN_ANOTHER_FILE
#include <infobound/compiled.hpp>
