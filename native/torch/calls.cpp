// Calls of operators, and of the autograd engine.
#include "arguments.h"
#include <torch/csrc/autograd/autograd.h>
#include <algorithm>

using namespace shim;

// A handle of an operator, kept for the life of the process; null if there is none of that name.
CT_EXPORT void* ct_operator(const char* name, const char* overload) {
  void* found = nullptr;
  guard([&] { found = new c10::OperatorHandle(c10::Dispatcher::singleton().findSchemaOrThrow(name, overload)); });
  return found;
}

// Calls an operator. Arguments that are not given take the schema's defaults. Results that are tensors go to `outs` in order,
// lists laid flat, undefined ones as null; a plain number goes to *number. Returns how many tensors came, or -1.
CT_EXPORT int ct_call(void* op, const Argument* arguments, int count, ct_tensor* outs, int capacity, double* number) {
  int produced = 0;
  int code = guard([&] {
    auto& handle = *static_cast<c10::OperatorHandle*>(op);
    const auto& formal = handle.schema().arguments();
    TORCH_CHECK(static_cast<size_t>(count) <= formal.size(), "takes ", formal.size(), " arguments, got ", count);
    torch::jit::Stack stack;
    stack.reserve(formal.size());
    const Argument missing{};
    for (size_t k = 0; k < formal.size(); k++) stack.push_back(to_value(k < static_cast<size_t>(count) ? arguments[k] : missing, formal[k]));
    handle.callBoxed(&stack);
    auto put = [&](const at::Tensor& t) {
      TORCH_CHECK(produced < capacity, "more than ", capacity, " results");
      outs[produced++] = t.defined() ? keep(t) : nullptr;
    };
    for (auto& value : stack) {
      if (value.isTensor()) put(value.toTensor());
      else if (value.isTensorList()) for (const at::Tensor& t : value.toTensorList()) put(t);
      else if (value.isInt()) *number = static_cast<double>(value.toInt());
      else if (value.isDouble()) *number = value.toDouble();
      else if (value.isBool()) *number = value.toBool();
    }
  });
  if (code == 0) return produced;
  for (int k = 0; k < produced; k++) delete outs[k];
  return -1;
}

// Gradients of several results at once, added to the leaves. `gradients` may be null, and any of its items.
CT_EXPORT int ct_backward(const ct_tensor* roots, const ct_tensor* gradients, int count, int retain_graph, int create_graph) {
  return guard([&] {
    std::vector<at::Tensor> of, seeds;
    for (int k = 0; k < count; k++) {
      of.push_back(*roots[k]);
      seeds.push_back(gradients && gradients[k] ? *gradients[k] : at::Tensor());
    }
    torch::autograd::backward(of, seeds, retain_graph != 0, create_graph != 0);
  });
}

// Gradients of roots with respect to inputs, leaving the leaves alone; null where an input was not used (and that is allowed).
CT_EXPORT int ct_gradients(const ct_tensor* roots, const ct_tensor* seeds, int count, const ct_tensor* inputs, int input_count, int retain_graph,
                           int create_graph, int allow_unused, ct_tensor* outs) {
  return guard([&] {
    std::vector<at::Tensor> of, with, by;
    for (int k = 0; k < count; k++) {
      of.push_back(*roots[k]);
      with.push_back(seeds && seeds[k] ? *seeds[k] : at::Tensor());
    }
    for (int k = 0; k < input_count; k++) by.push_back(*inputs[k]);
    auto found = torch::autograd::grad(of, by, with, retain_graph != 0, create_graph != 0, allow_unused != 0);
    for (size_t k = 0; k < found.size(); k++) outs[k] = found[k].defined() ? keep(found[k]) : nullptr;
  });
}
