"""Classes, objects and modules on which every attribute exists and every call works."""
import abc
import types


class AnyClass(abc.ABCMeta):
    """The type of a stub class: an attribute is again a stub class, unions with other types work, and so do abstract subclasses."""

    def __getattr__(cls, name):
        if name.startswith('__'):
            raise AttributeError(name)
        return create_class(name)

    def __or__(cls, other):
        return cls

    __ror__ = __or__

    def __iter__(cls):
        return iter(())

    def __bool__(cls):
        return True


class Stub(metaclass=AnyClass):
    """An object that can be called, entered, iterated and indexed."""

    def __init__(self, *args, **kwargs):
        pass

    def __getattr__(self, name):
        if name.startswith('__'):
            raise AttributeError(name)
        return Stub()

    def __call__(self, *args, **kwargs):
        # A decorator, with or without arguments, returns the function.
        return args[0] if len(args) == 1 and callable(args[0]) and not kwargs else Stub()

    def __enter__(self):
        return self

    def __exit__(self, *error):
        return False

    def __iter__(self):
        return iter(())

    def __getitem__(self, key):
        return Stub()


def create_class(name):
    return AnyClass(name, (Stub,), {'__module__': 'stubs'})


class StubModule(types.ModuleType):
    """A module in which capitalized names are stub classes and other names are stub objects."""

    def __getattr__(self, name):
        if name.startswith('__'):
            raise AttributeError(name)
        value = create_class(name) if name[:1].isupper() else Stub()
        setattr(self, name, value)
        return value
