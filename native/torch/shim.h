// A C face of libtorch for src/Substitutes/TorchSharp.
//
// Operators are called by name through libtorch's own boxed dispatcher (autograd included), so one entry point serves them
// all and a new operator costs no C++. Only what is not an operator has a function of its own.
//
// Errors: a function that can fail returns a negative number or null, and ct_error() has the message of this thread's last
// failure. No exception crosses this face. Handles: a ct_tensor is owned by the caller and freed with ct_free, once.
// Threads: every function may be called from any thread; one tensor must not be changed by two threads at a time.
#pragma once
#include <ATen/ATen.h>
#include <cstdint>
#include <string>

#define CT_EXPORT extern "C" __attribute__((visibility("default")))

using ct_tensor = at::Tensor*;

namespace shim {

// What an argument holds; the same numbers as in C# (Native/Value.cs).
enum Tag : int32_t { Default = 0, None, TensorTag, Int, Double, Bool, Ints, Doubles, Tensors, Text, Generator };

// One argument: 32 bytes, the same layout as in C#. `count` and `data` serve lists and text.
struct Argument {
  int32_t tag;
  int32_t count;
  int64_t integer;
  double number;
  const void* data;
};
static_assert(sizeof(Argument) == 32, "the layout is shared with C#");

void set_error(std::string message);

// Hands a tensor to the caller and counts it as alive.
ct_tensor keep(at::Tensor tensor);

// Runs what may throw; 0, or -1 with the message kept.
template <class F> int guard(F run) {
  try {
    run();
    return 0;
  } catch (const c10::Error& e) {
    set_error(e.what_without_backtrace());
  } catch (const std::exception& e) {
    set_error(e.what());
  } catch (...) {
    set_error("an exception that is no std::exception");
  }
  return -1;
}

}  // namespace shim
