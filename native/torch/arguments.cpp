#include "arguments.h"
#include <ATen/CPUGeneratorImpl.h>

namespace shim {
namespace {

// Optional types are looked through: none has a tag of its own.
c10::TypePtr bare(c10::TypePtr type) {
  if (auto optional = type->cast<c10::OptionalType>()) return optional->getElementType();
  return type;
}

bool is_list(const c10::TypePtr& type) { return type->kind() == c10::TypeKind::ListType; }

c10::IValue tensors(const Argument& argument, const c10::TypePtr& type) {
  auto items = static_cast<const ct_tensor*>(argument.data);
  if (is_list(type) && type->castRaw<c10::ListType>()->getElementType()->kind() == c10::TypeKind::OptionalType) {
    c10::List<c10::optional<at::Tensor>> list;
    list.reserve(argument.count);
    for (int k = 0; k < argument.count; k++) list.push_back(items[k] ? c10::optional<at::Tensor>(*items[k]) : c10::nullopt);
    return list;
  }
  c10::List<at::Tensor> list;
  list.reserve(argument.count);
  for (int k = 0; k < argument.count; k++) {
    TORCH_CHECK(items[k], "tensor ", k, " of the list is null");
    list.push_back(*items[k]);
  }
  return list;
}

}  // namespace

c10::IValue to_value(const Argument& argument, const c10::Argument& formal) {
  auto type = bare(formal.type());
  switch (argument.tag) {
    case Default:
      TORCH_CHECK(formal.default_value().has_value(), "no value for parameter '", formal.name(), "'");
      return *formal.default_value();
    case None:
      return {};
    case TensorTag:
      TORCH_CHECK(argument.data, "parameter '", formal.name(), "' is null");
      return *static_cast<const at::Tensor*>(argument.data);
    case Int:
      if (type->kind() == c10::TypeKind::FloatType) return static_cast<double>(argument.integer);
      if (is_list(type)) return c10::List<int64_t>({argument.integer});
      return argument.integer;
    case Double:
      return argument.number;
    case Bool:
      return argument.integer != 0;
    case Ints:
      return c10::IntArrayRef(static_cast<const int64_t*>(argument.data), argument.count);
    case Doubles:
      return c10::ArrayRef<double>(static_cast<const double*>(argument.data), argument.count);
    case Tensors:
      return tensors(argument, type);
    case Text:
      return std::string(static_cast<const char*>(argument.data), argument.count);
    case Generator:
      return *static_cast<const at::Generator*>(argument.data);
    default:
      TORCH_CHECK(false, "unknown kind of argument: ", argument.tag);
  }
}

}  // namespace shim
