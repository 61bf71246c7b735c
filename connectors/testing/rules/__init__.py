"""The rules of the suite, in rooms by what they are about. Each is a method that gets a bench."""
