// What a tensor is: its making, its shape, its memory, its gradient.
#include "shim.h"
#include <algorithm>
#include <atomic>
#include <cstring>

namespace shim {
namespace {
thread_local std::string last_error;
std::atomic<int64_t> live{0};
std::atomic<int64_t> peak{0};
}  // namespace

void set_error(std::string message) { last_error = std::move(message); }

ct_tensor keep(at::Tensor tensor) {
  auto kept = new at::Tensor(std::move(tensor));
  int64_t now = ++live, seen = peak.load();
  while (now > seen && !peak.compare_exchange_weak(seen, now)) {}
  return kept;
}
}  // namespace shim

using namespace shim;

CT_EXPORT const char* ct_error() { return last_error.c_str(); }
CT_EXPORT int64_t ct_live() { return live.load(); }
CT_EXPORT int64_t ct_peak() { return peak.load(); }

CT_EXPORT void ct_free(ct_tensor tensor) {
  if (!tensor) return;
  --live;
  delete tensor;
}

// A new tensor whose values are whatever the memory holds, or a copy of `data`.
CT_EXPORT ct_tensor ct_new(const int64_t* sizes, int dimensions, int type, const void* data) {
  ct_tensor made = nullptr;
  guard([&] {
    auto tensor = at::empty(c10::IntArrayRef(sizes, dimensions), at::TensorOptions().dtype(static_cast<at::ScalarType>(type)));
    if (data && tensor.numel() > 0) std::memcpy(tensor.data_ptr(), data, tensor.nbytes());
    made = keep(std::move(tensor));
  });
  return made;
}

// A second handle of the same tensor (not a copy, not a view: the same node of the graph).
CT_EXPORT ct_tensor ct_share(ct_tensor tensor) { return keep(*tensor); }

CT_EXPORT int ct_dimensions(ct_tensor tensor) { return static_cast<int>(tensor->dim()); }
CT_EXPORT void ct_sizes(ct_tensor tensor, int64_t* out) { std::copy_n(tensor->sizes().data(), tensor->dim(), out); }
CT_EXPORT void ct_strides(ct_tensor tensor, int64_t* out) { std::copy_n(tensor->strides().data(), tensor->dim(), out); }
CT_EXPORT int ct_type(ct_tensor tensor) { return static_cast<int>(tensor->scalar_type()); }
CT_EXPORT int64_t ct_count(ct_tensor tensor) { return tensor->numel(); }
CT_EXPORT int64_t ct_item_size(ct_tensor tensor) { return static_cast<int64_t>(tensor->element_size()); }
CT_EXPORT int ct_is_contiguous(ct_tensor tensor) { return tensor->is_contiguous(); }
CT_EXPORT int ct_is_leaf(ct_tensor tensor) { return tensor->is_leaf(); }
CT_EXPORT int ct_same(ct_tensor a, ct_tensor b) { return a->is_same(*b); }

// The address of the first value, null for an empty tensor.
CT_EXPORT int ct_data(ct_tensor tensor, void** address) {
  return guard([&] { *address = tensor->numel() == 0 ? nullptr : tensor->data_ptr(); });
}

// The one value of a tensor: *kind is 0 for a real number, 1 for an integer, 2 for a truth value.
CT_EXPORT int ct_item(ct_tensor tensor, int* kind, int64_t* integer, double* number) {
  return guard([&] {
    auto value = tensor->item();
    *kind = value.isBoolean() ? 2 : value.isIntegral(false) ? 1 : 0;
    *integer = *kind == 0 ? 0 : value.toLong();
    *number = *kind == 0 ? value.toDouble() : static_cast<double>(*integer);
  });
}

CT_EXPORT int ct_requires_grad(ct_tensor tensor) { return tensor->requires_grad(); }
CT_EXPORT int ct_set_requires_grad(ct_tensor tensor, int on) { return guard([&] { tensor->set_requires_grad(on != 0); }); }
CT_EXPORT int ct_retain_grad(ct_tensor tensor) { return guard([&] { tensor->retain_grad(); }); }

// The gradient, null if there is none.
CT_EXPORT ct_tensor ct_grad(ct_tensor tensor) {
  ct_tensor found = nullptr;
  guard([&] {
    const auto& gradient = tensor->grad();
    if (gradient.defined()) found = keep(gradient);
  });
  return found;
}

CT_EXPORT int ct_set_grad(ct_tensor tensor, ct_tensor gradient) {
  return guard([&] {
    if (!gradient) {
      tensor->mutable_grad().reset();
      return;
    }
    TORCH_CHECK(gradient->sizes() == tensor->sizes(), "a gradient of shape ", gradient->sizes(), " for a tensor of shape ", tensor->sizes());
    TORCH_CHECK(gradient->scalar_type() == tensor->scalar_type(), "a gradient of ", gradient->scalar_type(), " for a tensor of ", tensor->scalar_type());
    tensor->mutable_grad() = *gradient;
  });
}
