"""The pages where a customer answers. They work without JavaScript and without cookies."""
