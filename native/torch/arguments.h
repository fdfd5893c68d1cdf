#pragma once
#include "shim.h"
#include <ATen/core/dispatch/Dispatcher.h>

namespace shim {

// The value of one argument in the form that the operator's schema asks for: an integer for a float parameter becomes a
// float, one integer for a list of them becomes a list, a missing tensor in a list of optional ones becomes none.
c10::IValue to_value(const Argument& argument, const c10::Argument& formal);

}  // namespace shim
